"""REDCap: which box is a no, which question was never asked, and a draft that loads from any dictionary."""

from __future__ import annotations

from pathlib import Path

import pytest

from cohortium import starter, study
from cohortium.problems import Problem
from cohortium.sources.mapping.logic import Logic
from mappings.studies import read, typed, write

HEADER = (
    "Variable / Field Name,Form Name,Section Header,Field Type,Field Label,"
    '"Choices, Calculations, OR Slider Labels",Field Note,Text Validation Type OR Show Slider Number,'
    "Text Validation Min,Text Validation Max,Identifier?,Branching Logic (Show field only if...)\n"
)
DICTIONARY = (
    HEADER
    + '''\
record_id,f,,text,Record,,,,,,,
sex,f,,radio,<b>Sex</b>,"1, Female | 2, Male",,,,,,
surname,f,,text,Surname,,,,,,y,
asthma,f,,yesno,Asthma,,,,,,,"[sex] = ""1"""
drugs,f,,checkbox,Drugs,"a, A | b, B",,,,,,"[sex] = ""1"" or [asthma] = ""1"""
bmi,f,,calc,BMI,round([w]),,,,,,
weight,f,,text,Weight,,,number_1dp_comma_decimal,,,,
'''
)


@pytest.mark.parametrize(
    ("text", "row", "holds"),
    [
        ('[sex] = "0"', {"sex": "0"}, True),
        ("[sex] = '0'", {"sex": "1"}, False),
        ('[sex] = "0" and [birth] = "1"', {"sex": "0", "birth": ""}, False),
        ('[sex]="0" or ([age] >= 18 and not [age] > 65)', {"sex": "1", "age": "40"}, True),
        ('[sex]="0" or ([age] >= 18 and not [age] > 65)', {"sex": "1", "age": "70"}, False),
        ('[meds(3)] = "1"', {"meds___3": "1"}, True),
        ("[n] <> ''", {"n": ""}, False),
        ("[n] = 1", {"n": "1.0"}, True),
        ("[n] > 1", {"n": "high"}, False),
    ],
)
def test_branching_logic(text: str, row: dict[str, str], holds: bool) -> None:
    assert Logic(text).holds(row.__getitem__) is holds


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[sex]", "a comparison such as"),
        ("[sex] = ", "a field such as"),
        ("([sex] = '1'", r'a "\)" is missing'),
        ("[visit_1][sex] = '1'", "conditions on another event"),
        ("__import__('os')", "a field such as"),
        ("(" * 100 + "[a]=1", "nested too deeply"),
        ("[a] = '1' [b] = '1'", "is not understood"),
        ("[a] = 9**9", "is not understood"),
    ],
)
def test_a_condition_that_is_none_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Logic(text)


def drafted(tmp_path: Path, rows: str) -> Path:
    (tmp_path / "dictionary.csv").write_text(DICTIONARY, "utf-8")
    starter.write_from_redcap(tmp_path / "s", tmp_path / "dictionary.csv")
    heading = "record_id,sex,surname,asthma,drugs___a,drugs___b,bmi,weight,f_complete\n"
    (tmp_path / "s" / "data" / "01.csv").write_text(heading + rows, "utf-8-sig")
    return tmp_path / "s"


def facts(folder: Path) -> dict[tuple[str, str], object]:
    with read(folder) as found:
        rows = typed(found, "in_characteristics")
    return {(code, variable): level if number is None else number for _, _, code, variable, number, level in rows}


def test_a_draft_reads_a_raw_export_with_its_byte_order_mark(tmp_path: Path) -> None:
    said = facts(drafted(tmp_path, '1,1,Doe,1,1,0,21.5,"70,5",2\n2,2,Roe,0,0,0,22,,2\n3,1,Poe,0,0,0,,,0\n'))
    assert (said["1", "sex"], said["1", "asthma"], said["1", "weight"], said["1", "bmi"]) == ("1", "yes", 705, 21_500_000)
    assert (said["1", "drugs___a"], said["1", "drugs___b"]) == ("yes", "no")
    # Of the second neither question was asked; the third was asked for drugs and ticked nothing, which is no answer.
    assert [said.get(("2", name)) for name in ("asthma", "drugs___a", "drugs___b")] == ["not_done"] * 3
    assert [said.get(("3", name)) for name in ("asthma", "drugs___a")] == ["no", None]


def test_a_draft_leaves_identifiers_out_and_reads_labels(tmp_path: Path) -> None:
    folder = drafted(tmp_path, "1,Female,Doe,Yes,Checked,Unchecked,,,Complete\n")
    assert "surname" not in (folder / "mappings" / "redcap.yaml").read_text("utf-8").partition("# Not drafted")[0]
    assert facts(folder)["1", "sex"] == "1"


def test_what_is_no_dictionary_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(Problem, match=r"x\.csv is no REDCap data dictionary: it needs the columns Variable / Field Name"):
        starter.write_from_redcap(tmp_path / "s", tmp_path / "x.csv")
    assert not (tmp_path / "s").exists()


def test_a_condition_about_a_field_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    mapping = "readings:\n  - {table: patients, columns: {patient: id, asthma: {column: asthma, shown_if: \"[sex] = '1'\"}}}\n"
    folder = write(tmp_path / "s", {"07.csv": b"id,asthma\nP1,0\n"}, {"07.yaml": mapping})
    with pytest.raises(Problem, match=r'mappings/07\.yaml:2:46: data/07\.csv has no column "sex" for shown_if'):
        study.check(folder)
