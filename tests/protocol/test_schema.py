"""The schema and the page say what the model says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cohortium.protocol.document import read_document
from cohortium.protocol.load import protocol_from
from cohortium.protocol.meanings import MEANINGS
from cohortium.protocol.model import Part
from cohortium.protocol.schema import EXAMPLE, json_schema, reference_page
from protocol.wrong import RIGHT

ROOT = Path(__file__).parents[2]
EXAMPLES = [RIGHT, EXAMPLE, *(path.read_text(encoding="utf-8") for path in sorted((ROOT / "src").rglob("protocol.yaml")))]


def faults(text: str) -> list[str]:
    return [error.message for error in Draft202012Validator(json_schema()).iter_errors(read_document(text)[0].plain())]


def parts(base: type[Part] = Part) -> list[type[Part]]:
    """The pieces of a protocol; a mapping is made of pieces of the same kind, and has a page of its own."""
    found = [part for inner in base.__subclasses__() for part in (inner, *parts(inner))]
    return [part for part in found if part.__module__.startswith("cohortium.protocol.")]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("text", EXAMPLES, ids=range(len(EXAMPLES)))
def test_examples_load_and_are_valid(text: str) -> None:
    assert protocol_from(text).study
    assert faults(text) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("pick: worst", "pck: worst"),
        ("pick: worst", "pick: wrost"),
        ("from: 5 months", "from: 5 monts"),
        ("data_cut: 2022-06-30", "data_cut: 30/06/2022"),
        ("75 %", "many"),
        ("above: local_upper", "above: local_uper"),
        ("  bari4:", "  bari 4:"),
        ("{from: 5 months, to", "{to"),
        ("measure: PNRS, ", ""),
    ],
)
def test_an_editor_sees_wrong_words_and_values(old: str, new: str) -> None:
    assert old in RIGHT
    assert faults(RIGHT.replace(old, new))


def test_a_baseline_may_say_only_its_pick() -> None:
    assert faults(RIGHT.replace("{from: -90 days, to: 0 days, pick: last}", "{pick: worst}")) == []


def test_every_key_has_a_meaning_and_every_meaning_a_key() -> None:
    keys = {part.__name__: {field.alias or name for name, field in part.model_fields.items()} for part in parts()}
    assert keys == {name: set(meanings) for name, meanings in MEANINGS.items()}


def test_every_key_is_on_the_page_and_in_the_schema() -> None:
    page, schema = reference_page(), json_schema()
    described: list[dict[str, Any]] = [schema, *schema["$defs"].values()]
    for meanings in MEANINGS.values():
        for key, meaning in meanings.items():
            assert re.search(rf"^\| `{key}` \| .* {re.escape(meaning)} \|$", page, re.MULTILINE), key
            assert any(each["properties"].get(key, {}).get("description") == meaning for each in described), key
    assert "x-kind" not in str(schema)


def test_the_example_of_the_page_loads() -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", reference_page(), re.DOTALL)
    assert [protocol_from(block).study for block in blocks] == ["my-study"]
