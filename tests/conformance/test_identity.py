"""Who is who: direct identifiers are found before anything is kept, and likely twins of two centres are told, never merged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cohortium import study
from cohortium.conformance.identifiers import is_nhs, is_nir, kind_of
from cohortium.problems import Problem
from mappings.studies import asked, queries, read, typed, write

SECRETS = ("Martin", "a.martin@example.org", "255081416802538", "943 476 5919", "06 12 34 56 78", "12/03/1975")
HEAD = ["patient", "nom", "mail", "NIR", "nhs", "tel", "date de naissance", "weight"]
LINES = [["patient", "drug", "daily_dose", "start"], ["P1", "upadacitinib", "15", "2021-03-25"]]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("255081416802538", True),  # the example that INSEE's number is explained with everywhere
        ("2 55 08 14 168 025 38", True),
        ("255081416802539", False),
        ("25508141680253", False),
        ("155082A00100139", False),
    ],
)
def test_a_social_security_number_has_a_right_key(text: str, right: bool) -> None:
    assert is_nir(text) is right


@pytest.mark.parametrize(("department", "less"), [("2A", 1_000_000), ("2B", 2_000_000)])
def test_in_corsica_the_key_is_that_of_the_number_less_a_million_or_two(department: str, less: int) -> None:
    number = int("1850320004006") - less  # the rule as the administration words it: the letter is 0, then one or two millions less
    key = 97 - number % 97
    assert is_nir(f"18503{department}004006{key:02d}")
    assert not is_nir(f"18503{department}004006{key % 97 + 1:02d}")


@pytest.mark.parametrize(
    ("text", "right"), [("943 476 5919", True), ("401-023-2137", True), ("9434765918", False), ("0612345678", False), ("0000000000", False)]
)
def test_an_nhs_number_has_a_right_check_digit(text: str, right: bool) -> None:
    assert is_nhs(text) is right  # 943 476 5919 and 401 023 2137: examples of the NHS Data Dictionary


@pytest.mark.parametrize(
    ("heading", "texts", "key", "kind"),
    [
        ("patient", ["0612345678", "0612345679", "0711223344"], True, ""),
        ("patient", ["9434765919"], True, ""),
        ("dossier", ["0612345678", "0612345679"], False, ""),
        ("tel", ["0612345678"], False, "phone"),
        ("contact", ["+33 6 12 34 56 78", "06.12.34.56.78"], False, "phone"),
        ("remark", ["see a.martin@example.org", "nothing"], False, "email"),
        ("remark", ["NIR 255081416802538", ""], False, "nir"),
        ("remark", ["ref 255081416802539"], False, ""),
        ("Prénom", ["Anne", "Zoé"], False, "name"),
        ("nom du traitement", ["Rinvoq"], False, ""),
        ("nom", ["1", "2"], False, ""),
        ("DOB", ["1975-03-12", "12/13/1980"], False, "birth_date"),
        ("date de naissance", ["12/03/1975", "25/12/1980"], False, "birth_date"),
        ("date de naissance", ["1975", "1980"], False, ""),
        ("visit date", ["2021-03-25", "2021-03-25 10:30:00"], False, ""),
        ("CPK", ["1234567890.5", "120"], False, ""),
    ],
)
def test_what_a_column_identifies_people_by(heading: str, texts: list[str], key: bool, kind: str) -> None:
    assert kind_of(heading, texts, key) == kind


def test_identifiers_are_told_by_column_and_stand_nowhere(tmp_path: Path) -> None:
    sheets = {"patients": [HEAD, ["P1", *SECRETS, 70]], "treatments": LINES}
    folder = write(tmp_path / "s", {"07.xlsx": sheets}, {})
    study.run(folder, figures="none")
    plain = (".csv", ".html", ".json", ".parquet", ".md", ".tex")
    written = b"".join(path.read_bytes() for path in sorted((folder / "results").rglob("*")) if path.suffix in plain)
    assert not [secret for secret in SECRETS if secret.encode() in written]
    with read(folder) as derived:
        assert [(q.cell, q.found) for q in queries(derived, "identifier_column")] == [
            ("B1", "names, in 1 cell"),
            ("C1", "e-mail addresses, in 1 cell"),
            ("D1", "French social security numbers, in 1 cell"),
            ("E1", "NHS numbers, in 1 cell"),
            ("F1", "telephone numbers, in 1 cell"),
            ("G1", "full dates of birth, in 1 cell"),
        ]
        (patients, _) = derived.ledger
        assert (patients.cells, patients.cells_accepted, patients.cells_unused) == (16, 2, 14)
        assert not [sheet for sheet in derived.delivery.sheets for column in sheet.columns for text in column if text in SECRETS]


def test_a_mapping_keeps_what_was_taken_wrongly(tmp_path: Path) -> None:
    sheets = {"patients": [["id", "nom", "kg"], ["P1", "Alpha", 70]]}
    mapping = "keep: [nom]\nreadings:\n  - {table: patients, sheet: patients, columns: {patient: nom, weight: kg}}\n"
    folder = write(tmp_path / "s", {"07.xlsx": sheets}, {"07.yaml": mapping})
    with read(folder) as derived:
        assert [row[2] for row in typed(derived, "in_patients")] == ["Alpha"]
        assert not queries(derived, "identifier_key")


def test_a_sheet_whose_codes_are_identifiers_is_not_read(tmp_path: Path) -> None:
    sheets = {"patients": [["patient", "weight"], ["255081416802538", 70]], "treatments": LINES}
    folder = write(tmp_path / "s", {"07.xlsx": sheets}, {})
    with read(folder) as derived:
        assert typed(derived, "in_patients") == []
        assert ("identifier_key", "A1", "French social security numbers, in 1 cell") in asked(derived)
        assert [row.rows_used for row in derived.ledger] == [0, 1]


def test_a_full_date_where_a_year_is_kept_is_not_read(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", {"07.xlsx": {"patients": [["patient", "birth_year"], ["P1", "1975-03-12"]], "treatments": LINES}}, {})
    with read(folder) as derived:
        assert [(rule, cell) for rule, cell, _ in asked(derived) if rule != "not_collected"] == [("identifier_column", "B1")]


def one(code: str, start: str, **facts: Any) -> dict[str, Any]:
    """A centre with one patient."""
    return {"patients": [["patient", *facts], [code, *facts.values()]], "treatments": [LINES[0], [code, "upadacitinib", "15", start]]}


SAME = {"sex": "F", "birth_year": 1975}
TOLD = "score 16.4: sex, year of birth or age, first dose, drug and dose; the other one: data/08.xlsx, sheet patients, row 2"


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (one("1", "2021-03-25", **SAME), TOLD),
        (one("1", "2021-03-25", sex="M", birth_year=1975), ""),
        (one("1", "2021-03-25", sex="F", birth_year=1976), ""),
        (one("1", "2021-03-26", **SAME), ""),
        (one("1", "2021-03-25"), ""),
    ],
)
def test_a_likely_pair_is_told_and_both_count(tmp_path: Path, other: Any, found: str) -> None:
    folder = write(tmp_path / "s", {"07.xlsx": one("P1", "2021-03-25", **SAME), "08.xlsx": other}, {})
    with read(folder) as derived:
        told = queries(derived, "likely_twin")
        assert [(query.found, query.centre, query.patient) for query in told] == ([(found, "", "")] if found else [])
        assert len(typed(derived, "in_patients")) == 2


def test_the_same_patient_twice_in_one_centre_is_no_pair(tmp_path: Path) -> None:
    again = b"patient,drug,daily_dose,start\nP2,upadacitinib,15,2021-03-25\n"
    files = {
        "07.xlsx": one("P1", "2021-03-25", **SAME),
        "07_patients.csv": b"patient,sex,birth_year\nP2,F,1975\n",
        "07_treatments.csv": again,
    }
    folder = write(tmp_path / "s", files, {})
    with read(folder) as derived:
        assert not queries(derived, "likely_twin")


def test_the_example_has_no_pair_and_no_identifier(tmp_path: Path) -> None:
    from cohortium import examples

    examples.write("jak-ad", tmp_path / "jak")
    with study.derived(study.load(tmp_path / "jak"), only_checks=True) as derived:
        assert not [query for query in derived.queries if query.rule in ("likely_twin", "identifier_column", "identifier_key")]


def test_the_digits_of_a_long_decimal_number_are_no_social_security_number() -> None:
    assert kind_of("x", {"1.478457188924966e+16"}, False, False) == ""
    assert kind_of("x", {"255081416802538"}, False, False) == "nir"


def test_a_needed_column_that_is_withheld_is_said_to_be_not_to_be_missing(tmp_path: Path) -> None:
    lines = [["patient", "drug", "daily_dose", "start"], ["P1", "255081416802538", "15 mg", "2021-03-01"]]
    folder = write(tmp_path / "s", {"07.xlsx": {"treatments": lines}}, {})
    with pytest.raises(Problem, match="the column drug holds what identifies people directly, so it was not read") as refused, read(folder):
        pass
    assert "255081416802538" not in str(refused.value)
