"""Questions: one per centre and pattern, answered in a workbook or by hand; the answer lives in the centre's mapping."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cohortium import study
from cohortium.outputs.run import Draft
from cohortium.problems import Problem
from cohortium.sources.mapping.append import with_answers
from mappings.studies import asked, read, scored, typed, write

LINES = [["patient", "drug", "daily_dose", "start"], ["P1", "upadacitinib", 15, "03/04/2021"], ["P2", "upadacitinib", 15, "05/06/2021"],
         ["P3", "baricitinib", 4, "25/06/2021"]]  # fmt: skip
PATIENTS = [["patient", "sex", "wieght", "asthma"], ["P1", "1", "70 lb", "+"], ["P2", "2", "60", "oui"], ["P3", "1", "61", "maybe not"]]
VISITS = [["patient", "date", "IGA"], ["P1", "2021-04-03", 99], ["P2", "2021-09-01", 3]]
OTHER = b"patient;weight\nA1;1,234\nA2;70,5\n"
DAY_FIRST = "day first: 03/04/2021 is 3 April 2021"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    sheets = {"patients": PATIENTS, "treatments": LINES, "visits": VISITS}
    return write(tmp_path / "s", {"07.xlsx": sheets, "08_patients.csv": OTHER}, {})


def rows(folder: Path) -> list[list[Any]]:
    """The questions of the workbook, row by row."""
    sheet = openpyxl.load_workbook(folder / "questions.xlsx").worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]


def answer(folder: Path, answers: Mapping[str, str], by: str = "A. Martin", on: str = "2026-01-02") -> None:
    """Choose answers in the workbook, by a part of the question."""
    path = folder / "questions.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for part, chosen in answers.items():
        (row,) = [row for row in range(5, sheet.max_row + 1) if part in sheet.cell(row, 2).value]
        for column, value in enumerate((chosen, by, on), start=9):
            sheet.cell(row, column).value = value
    book.save(path)


def test_one_question_per_centre_and_pattern_the_primary_endpoint_first(folder: Path) -> None:
    found = study.check(folder)
    listed = [(row[0], row[1], row[3], row[4], row[5], row[6]) for row in rows(folder)]
    assert listed == [
        ("07", "In which order does the centre write dates?", "03/04/2021\n05/06/2021", 2, 2, "yes"),
        ("07", 'What does "99" mean in the column IGA? It is outside the range.', "99", 1, 1, "yes"),
        ("07", 'What is the column "wieght" of patients?', None, 3, 3, None),
        ("07", 'What does "1" mean in the column sex?', "1", 2, 2, None),
        ("07", 'What does "+" mean in the column asthma?', "+", 1, 1, None),
        ("07", 'What does "2" mean in the column sex?', "2", 1, 1, None),
        ("08", "What does the comma in 1,234 mark?", "1,234", 1, 1, None),
    ]
    assert found.blocking == 7
    assert found.summary[-1] == f"7 questions are asked in {folder / 'questions.xlsx'}: choose their answers there."
    assert rows(folder)[0][7] == "dates of the same columns that can only be day first: 1; only month first: 0"
    with read(folder) as derived:
        assert ("not_yes_or_no", "D4", "maybe not") in asked(derived)  # stands once: a slip of one cell


def test_a_run_is_a_draft_by_questions_and_patients(folder: Path) -> None:
    study.run(folder, figures="none")
    manifest = (folder / "results/001/manifest.json").read_text("utf-8")
    assert '"draft": {\n  "patients": 4,\n  "questions": 7\n }' in manifest
    assert "7 blocking questions are open, 4 patients touched" in (folder / "results/001/report.html").read_text("utf-8")
    assert Draft(7, 4).banner == "DRAFT: 7 blocking questions are open, 4 patients touched."


def test_an_answer_goes_into_the_mapping_and_is_read_from_there(folder: Path) -> None:
    mapping = folder / "mappings/07.yaml"
    mapping.parent.mkdir()
    mapping.write_text("# ours, please keep\ncentre: '07'   # Nantes\nmissing: {unknown: NK}\n", "utf-8")
    study.check(folder)
    answer(folder, {"order": DAY_FIRST, '"1"': "M: Men", "wieght": "weight", "99": "not done"})
    answer(folder, {"comma": "decimals: 1,234 is a little more than one"}, by="", on="")
    found = study.check(folder)
    assert found.summary[:2] == [
        "4 answers of questions.xlsx were written into mappings/07.yaml.",
        "1 answer of questions.xlsx was written into mappings/08.yaml.",
    ]
    signed = 'by: "A. Martin", on: "2026-01-02"}'
    assert mapping.read_text("utf-8").splitlines() == [
        "# ours, please keep",
        "centre: '07'   # Nantes",
        "missing: {unknown: NK}",
        "answers:",
        '  - {dates: "day_first", ' + signed,
        '  - {column: "IGA", text: "99", means: "not_done", ' + signed,
        '  - {table: "patients", heading: "wieght", means: "weight", ' + signed,
        '  - {column: "sex", text: "1", means: "M", ' + signed,
    ]
    assert '{decimal: ",", by: "not said", on: "20' in (folder / "mappings/08.yaml").read_text("utf-8")
    assert [row[1] for row in rows(folder)] == [
        'What does "+" mean in the column asthma?',
        'What does "2" mean in the column sex?',
        "weight is kept in kg; what is a number in lb multiplied by?",
    ]
    with read(folder) as derived:
        assert [str(row[6]) for row in typed(derived, "in_treatments")] == ["2021-04-03", "2021-06-05", "2021-06-25"]
        assert [number for *_, name, number, _ in typed(derived, "in_characteristics") if name == "weight"][:2] == [600, 610]
        assert [score for *_, score in scored(derived)] == [3]
        assert [(kind, cells) for _, name, kind, cells in derived.conformed.missing if name == "IGA"] == [("not_done", 1)]


def test_what_is_written_by_hand_does_the_same(folder: Path) -> None:
    mappings = folder / "mappings"
    mappings.mkdir()
    text = "dates: day_first\nanswers:\n  - {column: sex, text: '2', means: F}\n  - {column: weight, unit: lb, times: 0.5}\n"
    (mappings / "07.yaml").write_text(text + "  - {table: patients, heading: wieght, means: weight}\n", "utf-8")
    study.check(folder)
    assert [row[1] for row in rows(folder) if row[0] == "07"] == [
        'What does "99" mean in the column IGA? It is outside the range.',
        'What does "1" mean in the column sex?',
        'What does "+" mean in the column asthma?',
    ]
    with read(folder) as derived:
        assert [number for *_, name, number, _ in typed(derived, "in_characteristics") if name == "weight"] == [350, 600, 610, 705]


@pytest.mark.parametrize(
    ("part", "chosen", "rule"),
    [
        ("order", "now so, now so: ask about every cell", "ambiguous_date"),
        ("99", "a slip: ask about every cell", "out_of_range"),
        ('"+"', "a slip: ask about every cell", "not_yes_or_no"),
        ("wieght", "none of them: it is not used", "unmapped_column"),
        ("comma", "now so, now so: ask about every cell", "ambiguous_number"),
    ],
)
def test_where_no_answer_fits_all_each_cell_is_asked_about(folder: Path, part: str, chosen: str, rule: str) -> None:
    study.check(folder)
    answer(folder, {part: chosen})
    study.check(folder)
    assert not [row for row in rows(folder) if part in row[1]]
    with read(folder) as derived:
        assert rule in [query.rule for query in derived.queries]


def test_a_workbook_in_french_is_read_in_any_language(folder: Path) -> None:
    study.check(folder, "fr")
    assert rows(folder)[0][1] == "Dans quel ordre le centre écrit-il les dates\u202f?"
    answer(folder, {"ordre": "jour d’abord\u00a0: 03/04/2021 est le 3 avril 2021"})
    assert study.check(folder).summary[0] == "1 answer of questions.xlsx was written into mappings/07.yaml."
    assert 'dates: "day_first"' in (folder / "mappings/07.yaml").read_text("utf-8")


def test_the_same_questions_are_the_same_bytes_and_none_leaves_no_file(folder: Path, tmp_path: Path) -> None:
    study.check(folder)
    first = (folder / "questions.xlsx").read_bytes()
    study.check(folder)
    assert (folder / "questions.xlsx").read_bytes() == first
    clean = write(tmp_path / "clean", {"07.xlsx": {"treatments": LINES[:1] + LINES[3:]}}, {})
    study.check(clean)
    assert not (clean / "questions.xlsx").exists()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"order": "soon"}, {}, "cell I5: this is none of the answers to the question. Choose one from the list of the cell."),
        ({"order": DAY_FIRST}, {"order": "month first: 03/04/2021 is 4 March 2021"},
         "cell I5: mappings/07.yaml holds another answer to this question, and that one counts. Correct it there."),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_taken_is_told_with_its_cell(folder: Path, before: Any, after: Any, said: str) -> None:
    study.check(folder)
    shutil.copy(folder / "questions.xlsx", folder / "kept.xlsx")
    answer(folder, before)
    if after:
        study.check(folder)
        shutil.copy(folder / "kept.xlsx", folder / "questions.xlsx")
        answer(folder, after)
    with pytest.raises(Problem) as raised:
        study.check(folder)
    assert str(raised.value) == f"questions.xlsx needs correction: 1 problem.\n  questions.xlsx, {said}"


def test_a_workbook_that_is_not_ours_is_never_written_over(folder: Path) -> None:
    (folder / "questions.xlsx").write_bytes(b"PK no workbook")
    with pytest.raises(Problem, match=r"questions\.xlsx is damaged or cut off"):
        study.check(folder)
    openpyxl.Workbook().save(folder / "questions.xlsx")
    with pytest.raises(Problem, match="its hidden sheet is missing. Delete the file and check again."):
        study.check(folder)


def test_a_file_of_several_centres_gets_a_mapping_that_names_it(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", {"patients.csv": b"centre,patient,sex\n01,P1,H\n02,P1,H\n"}, {})
    study.check(folder)
    assert [(row[0], row[4], row[5]) for row in rows(folder)] == [("patients.csv", 2, 2)]
    answer(folder, {'"H"': "M: Men"})
    study.check(folder)
    assert (folder / "mappings/patients.yaml").read_text("utf-8").splitlines()[1] == 'files: "patients.csv"'
    with read(folder) as derived:
        assert [row[1:] for row in typed(derived, "in_characteristics")] == [("01", "P1", "sex", None, "M"), ("02", "P1", "sex", None, "M")]


def test_a_mapping_that_is_unsure_asks_and_takes_the_answer(tmp_path: Path) -> None:
    columns = '{patient: id, weight: {column: kilos, unsure: is it?}, sex: {column: s, unsure: "?"}}'
    mapping = f"readings:\n  - table: patients\n    columns: {columns}\n"
    folder = write(tmp_path / "s", {"07.xlsx": {"x": [["id", "kilos", "s"], ["P1", 70, "F"]]}}, {"07.yaml": mapping})
    study.check(folder)
    assert [(row[1], row[7]) for row in rows(folder)] == [
        ('What is the column "kilos" of patients?', "is it?"),
        ('What is the column "s" of patients?', "?"),
    ]
    answer(folder, {"kilos": "weight", '"s"': "none of them: it is not used"})
    assert study.check(folder).blocking == 0
    with read(folder) as derived:
        assert [row[3:] for row in typed(derived, "in_characteristics")] == [("weight", 700, None)]


def test_units_of_laboratory_values_that_no_limit_has(tmp_path: Path) -> None:
    from mappings.studies import PROTOCOL

    protocol = PROTOCOL.replace("cpk: {label: CPK}", "cpk: {label: CPK, kind: biological, from: {any: [{test: CPK, above: local_upper}]}}")
    sheets = {
        "laboratory": [
            ["patient", "date", "test", "value", "unit"],
            ["P1", "2021-05-01", "CPK", 300, "UI/L"],
            ["P2", "2021-05-01", "CPK", 90, "u/l"],
        ],
        "laboratory_limits": [["test", "unit", "upper"], ["CPK", "U/L", 190]],
    }
    folder = write(tmp_path / "s", {"07.xlsx": sheets}, {}, protocol)
    study.check(folder)
    assert [row[1] for row in rows(folder)] == ['Laboratory values are in "UI/L", but the limits of their tests are not. What is it?']
    answer(folder, {"UI/L": "the same as U/L"})
    assert study.check(folder).blocking == 0
    with read(folder) as derived:
        assert derived.conformed.inputs["in_laboratory"]["unit"] == ["u/l", "u/l"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("centre: a\n", "centre: a\nanswers:\n  - X\n"),
        ("centre: a\nanswers: []  # none yet\n", "centre: a\nanswers:   # none yet\n  - X\n"),
        ("answers:\n- {a: 1}\n# end\n\ncentre: a\n", "answers:\n- {a: 1}\n- X\n# end\n\ncentre: a\n"),
        ("answers:\n    - {a: 1}\n    # mine\n\nreadings:\n  - b\n", "answers:\n    - {a: 1}\n    # mine\n    - X\n\nreadings:\n  - b\n"),
        ("centre: a\r\n", "centre: a\r\nanswers:\r\n  - X\r\n"),
    ],
)
def test_everything_else_in_a_mapping_stays_as_it_is(text: str, wanted: str) -> None:
    assert with_answers(text, "m.yaml", [{"dates": "day_first"}]) == wanted.replace("X", '{dates: "day_first"}')


def test_a_list_in_one_line_is_not_added_to() -> None:
    with pytest.raises(Problem, match=r"m\.yaml, line 2: write each answer on a line of its own below answers:"):
        with_answers("centre: a\nanswers: [{dates: day_first}]\n", "m.yaml", [{"decimal": ","}])
