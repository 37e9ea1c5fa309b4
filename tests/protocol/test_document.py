"""YAML as the protocol reads it: the words of YAML 1.2, exact numbers, and no bomb."""

from __future__ import annotations

import os
import time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from cohortium.problems import Problem
from cohortium.protocol.document import read_document
from cohortium.protocol.load import load_protocol, protocol_from
from protocol.wrong import RIGHT


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("null", None),
        ('"null"', "null"),
        ("12", 12),
        ("-12", -12),
        ("012", "012"),
        ("'12'", "12"),
        ("0.1", "0.1"),
        ("1e3", "1e3"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("190:20:30", "190:20:30"),
        ("2021-03-01", "2021-03-01"),
        ("0x1F", "0x1F"),
        ("=", "="),
        ("123456789012345678901", "123456789012345678901"),
    ],
)
def test_scalars_are_those_of_yaml_1_2_and_numbers_stay_as_written(written: str, value: object) -> None:
    root, mistakes = read_document(f"key: {written}\n")
    assert mistakes == []
    assert root.plain() == {"key": value}
    assert type(root.plain()["key"]) is type(value)


def test_norway_and_numbers_as_keys_stay_text() -> None:
    root, _ = read_document("{no: a, 01: b, 1: c, 2021-03-01: d, true: e, 1.50: f}")
    assert list(root.plain()) == ["no", "01", "1", "2021-03-01", "true", "1.50"]


def test_decimals_are_exact() -> None:
    text = RIGHT.replace("at_least: 21.1", "at_least: 0.1").replace("75 %", "33.3").replace("value_at_most: 1", "value_at_most: 1e0")
    protocol = protocol_from(text.replace("step: 0.5", "step: 0.10"))
    assert protocol.subsets["severe"].at_least == Decimal("0.1")
    easi = protocol.endpoints["easi75"].responder
    assert easi and easi.criteria[0].improvement_at_least == Fraction(333, 1000)
    iga = protocol.endpoints["iga_response"].responder
    assert iga and iga.criteria[0].value_at_most == 1
    assert str(protocol.measures["WELL"].step) == "0.10"


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join(f'*{old}' for _ in range(10))}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
CANNOT = "protocol.yaml cannot be read: 1 problem.\n  protocol.yaml:"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOMB, "5:4: more than 100000 values, counting repeated ones (*); write a smaller protocol"),
        ("a: " + "[" * 5000, "1:53: nested more than 50 levels deep; a protocol needs about six"),
        ("a: " + "{a: " * 5000, "1:200: nested more than 50 levels deep; a protocol needs about six"),
        ("a: &a [*a]", '1:8: "*a" stands inside the value that it repeats'),
        ("a: *b", '1:4: "*b" repeats "&b", which is not written before it'),
        ("a: !!python/object/apply:os.system [ls]", '1:4: tags such as "tag:yaml.org,2002:python/object/apply:os" are not used'),
        ("a: !foo bar", '1:4: tags such as "!foo" are not used in a protocol; remove it'),
        ("!!str a: 1", "1:1: a key must be one word or text"),
        ("? [a]\n: 1", "1:3: a key must be one word or text"),
        ("a: &x {b: 1}\nc:\n  <<: *x", "3:3: merging with << is not part of YAML 1.2; write the keys out"),
        ("a: 1\n---\nb: 2", "2:1: a second document begins here (---); keep one protocol per file"),
        ("a: [1, 2\nb: 3", "2:2: a comma or a closing bracket is missing before this place"),
        ("a: b: c", '1:5: a ":" is not expected here; check the indentation, or put the text between quotes'),
        ("a:\n\t- b", "2:1: a tab stands here; indent with spaces"),
        ('a: "b', "1:6: the file ends inside quotes; close them"),
        ("a: @b", "1:4: this character cannot begin a value; put the text between quotes"),
        ("a: 75\nb: %x", "2:4: this character cannot begin a value; put the text between quotes"),
        ("a:\n  b: 1\n c: 2", "3:2: the indentation does not fit the lines above, or a quote or bracket is not closed"),
        ("a: {b: [1, 2\n\n\n", "1:13: a comma or a closing bracket is missing before this place"),
        ("a: *", "1:5: a name must follow & or *; put the text between quotes if it begins so"),
        ("é: b\x07", "1:5: this character cannot be printed; remove it"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str, said: str) -> None:
    start = time.perf_counter()
    with pytest.raises(Problem) as caught:
        protocol_from(text)
    assert str(caught.value).startswith(CANNOT + said)
    assert str(caught.value).endswith("^")
    assert time.perf_counter() - start < 2


def test_an_alias_repeats_a_value() -> None:
    text = RIGHT.replace("from: 2 months", "from: &two 2 months").replace("from: 5 months", "from: *two")
    assert protocol_from(text).timepoints["M6"].start.months == 2


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "p.yaml is empty. Write at least study, arms, timepoints and one endpoint, or begin with: cohortium new DIR"),
        (
            b"# only a comment\n",
            "p.yaml is empty. Write at least study, arms, timepoints and one endpoint, or begin with: cohortium new DIR",
        ),
        (b"- a\n- b\n", "p.yaml holds a list, not keys and values. Begin it with a line such as study: my-study"),
        (b"hello\n", "p.yaml holds a single text, not keys and values. Begin it with a line such as study: my-study"),
        (b"study: a\ntitle: \xe9\n", "p.yaml is not written in UTF-8 (line 2). Save it again with the encoding UTF-8."),
        (b"#" * 1_000_001, "p.yaml is larger than 1 MB, which no protocol is. Check that it is the right file."),
    ],
)
def test_a_file_that_is_no_protocol(tmp_path: Path, raw: bytes, said: str) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes(raw)
    with pytest.raises(Problem) as caught:
        load_protocol(path)
    assert str(caught.value) == said


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"p\.yaml does not exist\. Write the protocol there, or begin with: cohortium new DIR"):
        load_protocol(tmp_path / "p.yaml")
    (tmp_path / "protocol.yaml").mkdir()
    with pytest.raises(Problem, match=r"^protocol\.yaml is a folder, not a protocol file\."):
        load_protocol(tmp_path / "protocol.yaml")


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "protocol.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + RIGHT.replace("\n", "\r\n").encode())
    assert load_protocol(path) == protocol_from(RIGHT)


def test_a_text_that_no_table_can_hold_is_refused() -> None:
    with pytest.raises(Problem, match=r"1:4: a text of more than 10000 characters, which no table can hold; shorten it"):
        protocol_from("a: " + "x" * 10_001)


def test_a_pipe_in_the_place_of_a_protocol_is_not_waited_for(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no pipes")
    os.mkfifo(tmp_path / "protocol.yaml")
    with pytest.raises(Problem, match=r"protocol\.yaml is not a file that can be read\. Put the protocol itself there\."):
        load_protocol(tmp_path / "protocol.yaml")
