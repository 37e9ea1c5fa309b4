"""The traps of type guessing, through workbooks and text files to the records: no text becomes another value without a word.

What programs that guess types make of these is written beside each: leading zeros are lost, 1E5 is a hundred thousand, NA is missing,
T is true, 0x1F is 31, 1:30 is a time, 03/04/2020 is whatever the first rows suggest.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cohortium.conformance import Conformed, conform
from cohortium.derived import load
from cohortium.sources import read_delivery
from cohortium.sources.mapping import load_mappings
from mappings.studies import write

Values = list[Any]


def _codes(found: Conformed) -> Values:
    return list(found.inputs["in_patients"]["code"])


def _weights(found: Conformed) -> Values:
    inputs = found.inputs["in_characteristics"]
    return [number for name, number in zip(inputs["variable"], inputs["number"], strict=True) if name == "weight"]


def _asthma(found: Conformed) -> Values:
    inputs = found.inputs["in_characteristics"]
    return [level for name, level in zip(inputs["variable"], inputs["level"], strict=True) if name == "asthma"]


def _days(found: Conformed) -> Values:
    return [day and day.isoformat() for day in found.inputs["in_visits"]["day"]]


# trap: column, texts, what is read of them, the checks that tell (rule: how often)
TRAPS: dict[str, tuple[str, str, tuple[str, ...], Callable[[Conformed], Values], Values, dict[str, int]]] = {
    "leading zeros": ("patients", "patient", ("007", "0010", "7"), _codes, ["007", "0010", "7"], {}),
    "exponents as codes": ("patients", "patient", ("1E5", "2e10", "100000"), _codes, ["1E5", "2e10", "100000"], {}),
    "initials NA": ("patients", "patient", ("NA", "AN", "null"), _codes, ["NA", "AN", "null"], {}),
    "more digits than a float": ("patients", "patient", ("12345678901234567890", "12345678901234567891"), _codes,
                                 ["12345678901234567890", "12345678901234567891"], {}),
    "decimals of zero": ("patients", "patient", ("5.0", "5", "5.00"), _codes, ["5.0", "5", "5.00"], {}),
    "codes like dates": ("patients", "patient", ("1-2", "3/4", "12-12"), _codes, ["1-2", "3/4", "12-12"], {}),
    "codes like truth": ("patients", "patient", ("T", "F", "TRUE"), _codes, ["T", "F", "TRUE"], {}),
    "codes like infinity": ("patients", "patient", ("inf", "nan", "-0"), _codes, ["inf", "nan", "-0"], {}),
    "exponents as numbers": ("patients", "weight", ("7E1", "70"), _weights, [700, 700], {}),
    "T and F": ("patients", "asthma", ("T", "F", "yes"), _asthma, ["yes"], {"unknown_code": 2}),
    "0x1F": ("patients", "weight", ("0x1F", "70"), _weights, [700], {"not_a_number": 1}),
    "underscores": ("patients", "weight", ("1_00", "70"), _weights, [700], {"not_a_number": 1}),
    "1:30 as a number": ("patients", "weight", ("1:30", "70"), _weights, [700], {"not_a_number": 1}),
    "1:30 as a date": ("visits", "date", ("1:30", "2020-03-25"), _days, [None, "2020-03-25"], {"not_a_date": 1}),
    "03/04/2020": ("visits", "date", ("03/04/2020", "05/06/2020"), _days, [None, None], {"date_order": 2}),
    "one date that says the order": ("visits", "date", ("03/04/2020", "25/06/2020"), _days, [None, "2020-06-25"], {"date_order": 1}),
    "NA as a number": ("patients", "weight", ("NA", "70"), _weights, [700], {}),
    "decimal or thousands": ("patients", "weight", ("1,234", "70"), _weights, [700], {"decimal_mark": 1}),
    "unicode digits": ("patients", "weight", ("７０", "70"), _weights, [700], {"not_a_number": 1}),
}  # fmt: skip


def _rows(column: str, texts: tuple[str, ...]) -> list[list[str]]:
    if column == "patient":
        return [["patient", "weight"], *([text, "70"] for text in texts)]
    return [["patient", column], *([f"P{number}", text] for number, text in enumerate(texts, 1))]


def _text_file(rows: list[list[str]], delimiter: str = "\t", encoding: str = "utf-8") -> bytes:
    return "".join(delimiter.join(row) + "\n" for row in rows).encode(encoding)


def _read(folder: Path) -> Conformed:
    study = load(folder)
    return conform(read_delivery(folder / "data", load_mappings(folder)), study.protocol, study.measures)


def _told(found: Conformed) -> dict[str, int]:
    counts: dict[str, int] = {}
    for finding in found.findings:
        if finding.rule != "not_collected":
            counts[finding.rule] = counts.get(finding.rule, 0) + 1
    return counts


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_changes_nothing_in_silence(trap: str, form: str, tmp_path: Path) -> None:
    table, column, texts, value, expected, told = TRAPS[trap]
    rows = _rows(column, texts)
    files: dict[str, Any] = {"07.xlsx": {table: rows}} if form == "xlsx" else {f"07_{table}.csv": _text_file(rows)}
    found = _read(write(tmp_path / "s", files, {}))
    assert value(found) == expected
    assert _told(found) == told


FILES: dict[str, tuple[bytes, str, Callable[[Conformed], Values], Values, dict[str, int]]] = {
    "ragged row": (b"patient,weight\nP1,70\nP2,71,5\nP3,72\n", "", _weights, [700, 720], {"ragged_row": 1, "empty_header": 1}),
    "latin-1, declared": ("patient,weight\nHélène,70\n".encode("latin-1"), "encoding: latin-1\n", _codes, ["Hélène"], {}),
    "semicolons, decimal commas": (b"patient;weight\nP1;70,5\nP2;71\n", "", _weights, [705, 710], {}),
    "semicolons, commas of three digits": (b"patient;weight\nP1;70,125\n", 'decimal: ","\n', _weights, [], {"off_step": 1}),
    "NUL": (b"patient,weight\nP\x001,70\nP2,7\x001\n", "", _codes, ["P1", "P2"], {"nul_bytes": 1}),
    "quoted numbers": (b'patient,weight\n"007","70"\n', "", _codes, ["007"], {}),
    "text after many numbers": (b"patient,weight\n" + b"".join(b"P%d,70\n" % n for n in range(30_000)) + b"P30000,heavy\n", "",
                                lambda found: [len(_weights(found)), len(_codes(found))], [30_000, 30_001], {"not_a_number": 1}),
    "codes that become text late": (b"patient,weight\n" +
                                    b"".join(b"%05d,70\n" % n for n in range(30_000)) + b"A1,70\n", "",
                                    lambda found: [_codes(found)[n] for n in (0, 7, 29_999, 30_000)],
                                    ["00000", "00007", "29999", "A1"], {}),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_file_changes_nothing_in_silence(name: str, tmp_path: Path) -> None:
    content, mapping, value, expected, told = FILES[name]
    found = _read(write(tmp_path / "s", {"07_patients.csv": content}, {"07.yaml": mapping} if mapping else {}))
    assert value(found) == expected
    assert _told(found) == told


def test_latin_1_that_nobody_declared_is_refused(tmp_path: Path) -> None:
    from cohortium.problems import Problem
    from cohortium.study import check

    folder = write(tmp_path / "s", {"07_patients.csv": "patient,weight\nHélène,70\n".encode("latin-1")}, {})
    with pytest.raises(Problem, match="encoding"):
        check(folder)


def test_numbers_of_a_workbook_are_the_numbers_that_it_shows(tmp_path: Path) -> None:
    """A workbook holds 70.1 as the nearest binary number, and 7 as 7.0."""
    rows = [["patient", "weight"], [7, 70.1], ["007", 0.1 + 70], [1e5, 71]]
    found = _read(write(tmp_path / "s", {"07.xlsx": {"patients": rows}}, {}))
    assert (_codes(found), _weights(found)) == (["7", "007", "100000"], [701, 701, 710])
