"""Answers of the centres: applied on top of the untouched source, kept in a log, refused in one sentence where they do not fit."""

from __future__ import annotations

import contextlib
import csv
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

import openpyxl
import pytest

from answers.replies import HEADED, PATIENTS, TREATMENTS, VISITS, ask, asking, at, fill, sent_back, standing
from cohortium import study
from cohortium.conformance.answers.form import choices
from cohortium.conformance.answers.log import read_log
from cohortium.conformance.answers.returned import read_workbook, why_unfit
from cohortium.conformance.findings import Query
from cohortium.language import later
from cohortium.problems import Problem
from cohortium.sources.raw import Unreadable
from mappings.studies import counted, read, scored, typed, write

CORRECTED = {("C3", "visits"): ("corrected to", 1, "typing error")}


def test_a_correction_is_read_in_place_of_a_cell_that_stays_as_it_came(tmp_path: Path) -> None:
    folder = asking(tmp_path / "s")
    before = (folder / "data" / "07.xlsx").read_bytes()
    with read(folder) as found:
        assert ((3, 3), "IGA", None) in scored(found)
        asked = {query.query_id for query in found.queries}
        (row,) = [row for row in found.ledger if row.sheet == "visits"]
    sent_back(folder, CORRECTED)
    with read(folder) as found:
        assert ((3, 3), "IGA", 1) in scored(found)
        assert standing(found)["not_a_number", "C3"] == "closed"
        assert standing(found)["out_of_range", "C5"] == "open"
        assert {query.query_id for query in found.queries} == asked
        (after,) = [row for row in found.ledger if row.sheet == "visits"]
    assert (folder / "data" / "07.xlsx").read_bytes() == before
    assert (row.cells_quarantined - after.cells_quarantined, after.cells_normalised - row.cells_normalised) == (1, 1)
    assert row.cells == after.cells and row.cells_accepted == after.cells_accepted


def test_the_same_answers_give_the_same_bytes_every_time(tmp_path: Path) -> None:
    folder = asking(tmp_path / "s")
    sent_back(folder, CORRECTED)
    first, second = study.run(folder).folder, study.run(folder).folder
    for path in sorted(path for path in first.rglob("*") if path.is_file()):
        assert path.read_bytes() == (second / path.relative_to(first)).read_bytes(), path.name
    assert len(read_log(folder).entries) == 2


def test_confirmed_uses_what_is_only_unlikely_and_closes_the_question(tmp_path: Path) -> None:
    folder = asking(tmp_path / "s")
    with read(folder) as found:
        assert [row for row in typed(found, "in_characteristics") if row[3] == "weight" and row[2] == "P1"] == []
    sent_back(folder, {("C2", "patients"): ("confirmed",), ("C5", "visits"): ("confirmed",)})
    with read(folder) as found:
        assert [row[4] for row in typed(found, "in_characteristics") if row[3] == "weight" and row[2] == "P1"] == [5000]
        assert {standing(found)["out_of_range", cell] for cell in ("C2", "C5")} == {"closed"}
        assert found.engine.rows("SELECT measure FROM faulty_scores WHERE fault = 'out_of_range'") == [("IGA",)]  # no IGA is 9


def test_not_available_is_missing_and_asked_no_more(tmp_path: Path) -> None:
    folder = asking(tmp_path / "s")
    sent_back(folder, {("D5", "visits"): ("not available", None, "form lost"), ("C5", "visits"): ("not available",)})
    with read(folder) as found:
        assert {standing(found)[rule, cell] for rule, cell in (("not_a_number", "D5"), ("out_of_range", "C5"))} == {"closed"}
        assert [score for place, _, score in scored(found) if place == (3, 5)] == [None, None]
        (row,) = [row for row in found.ledger if row.sheet == "visits"]
    assert row.cells_quarantined == 3


def test_a_value_that_cannot_be_used_leaves_the_question_answered_and_can_be_corrected_again(tmp_path: Path) -> None:
    folder = asking(tmp_path / "s")
    sent_back(folder, {("C5", "visits"): ("corrected to", 8)})
    with read(folder) as found:
        assert standing(found)["out_of_range", "C5"] == "answered"
        told = found.decided.answers.told(found.queries)
    place = "data/07.xlsx, sheet visits, C5"
    useless = f"answers/07.xlsx, row 8: the corrected value does not settle the question about {place}; expected: "
    assert told == [useless + "IGA: a number from 0 to 4 in steps of 1."]
    sent_back(folder, {("C5", "visits"): ("corrected to", 2)}, "07 again.xlsx")
    with read(folder) as found:
        assert standing(found)["out_of_range", "C5"] == "closed"
        assert ((3, 5), "IGA", 2) in scored(found)


def test_a_question_that_an_answer_raises_is_new_and_can_be_answered(tmp_path: Path) -> None:
    folder = asking(tmp_path / "s", VISITS[:3])
    book = {"07_treatments.csv": b"patient,drug,daily_dose,start,stop\nP4,baricitinib,4,2021-03-01,soon\n"}
    (folder / "data" / "07_treatments.csv").write_bytes(book["07_treatments.csv"])
    sent_back(folder, {("E2", None): ("corrected to", "2021-01-15")})
    with read(folder) as found:
        assert standing(found)["stop_before_start", "E2"] == "new"
        assert standing(found)["not_a_date", "E2"] == "closed"
    sent_back(folder, {("E2", None): ("corrected to", "2021-05-15")}, "b.xlsx")
    with read(folder) as found:
        assert standing(found)["stop_before_start", "E2"] == "closed"
        (stop,) = [row[7] for row in typed(found, "in_treatments") if row[2] == "P4"]
        assert stop.isoformat() == "2021-05-15"


def test_an_answer_whose_cell_has_changed_since_is_asked_again(tmp_path: Path) -> None:
    folder = asking(tmp_path / "s")
    sent_back(folder, CORRECTED)
    with read(folder):
        pass
    changed = [list(row) for row in VISITS]
    changed[2][2] = "higher"
    (folder / "data" / "07.xlsx").unlink()
    asking(tmp_path / "other", changed)
    (tmp_path / "other" / "data" / "07.xlsx").rename(folder / "data" / "07.xlsx")
    with read(folder) as found:
        assert ((3, 3), "IGA", None) in scored(found)
        assert standing(found)["not_a_number", "C3"] == "open"
        assert found.decided.answers.told(found.queries) == [
            "1 answer is not applied, because its cell has changed since; the question is asked again."
        ]


def test_an_answer_outlives_a_delivery_in_which_its_row_has_moved(tmp_path: Path) -> None:
    folder = asking(tmp_path / "s")
    sent_back(folder, CORRECTED)
    with read(folder):
        pass
    (folder / "answers" / "07.xlsx").unlink()  # what was taken is in the log
    (folder / "data" / "07.xlsx").unlink()
    asking(tmp_path / "other", [VISITS[0], *reversed(VISITS[1:])])
    (folder / "data" / "07").mkdir()
    (tmp_path / "other" / "data" / "07.xlsx").rename(folder / "data" / "07" / "second.xlsx")
    with read(folder) as found:
        assert ((3, 5), "IGA", 1) in scored(found)
        assert standing(found)["not_a_number", "C5"] == "closed"


WHERE = ("C3", "visits")
UNFIT: list[tuple[dict[str, str | None], str]] = [
    ({"answer": "maybe"}, "the answer is none of the list. Choose: corrected to, confirmed, or not available."),
    ({"answer": "corrected to", "new": None}, "the answer is “corrected to”, but the corrected value is missing. Write it."),
    ({"answer": "confirmed"}, "there is a corrected value, but the answer is not “corrected to”. Choose that, or take the value away."),
    ({"query_id": "Q000000000000"}, "no question of this study has that id. Answer in the newest workbook of questions."),
    ({"found": "height"}, "a column that is not for answers was changed, so the answer was not applied."),
    ({"who": None}, "it is not said who answered. Fill in the column for it."),
    ({"when": "03/04/2022"}, "the date of the answer is missing or is no date. Write it as 2022-01-31."),
]


def test_an_answer_that_does_not_fit_is_one_sentence(tmp_path: Path) -> None:
    """Each row of the workbook has a fault of its own; the last two have the fault of the row before."""
    rows = [["patient", "month", "IGA"], *([f"P{n}", 3, f"hight {n}"] for n in range(len(UNFIT) + 2))]
    folder = asking(tmp_path / "s", rows)
    path = sent_back(folder, {(f"C{row}", "visits"): ("corrected to", 1) for row in range(2, len(rows) + 1)})
    for number, (changes, _) in enumerate([*UNFIT, UNFIT[-1], UNFIT[-1]]):
        change(path, f"C{number + 2}", changes)
    for _ in range(2):  # told as long as the workbook lies there
        lines = [line for line in study.check(folder).summary if line.startswith("answers/")]
        said = [next(text for _, text in UNFIT if text in line) for line in lines]
        assert sorted(said) == sorted(text for _, text in UNFIT)
        assert "hight" not in "".join(lines) and "P1" not in "".join(lines)
    (when,) = [line for line in lines if UNFIT[-1][1] in line]
    assert when.startswith("answers/07.xlsx, rows 13, 14 and 15: ")
    with read(folder) as found:
        assert not found.decided.answers.given


def change(path: Path, cell: str, texts: Mapping[str, str | None]) -> None:
    """Write over columns of the row about a cell."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    (row,) = [
        row
        for row in range(HEADED + 1, sheet.max_row + 1)
        if [sheet.cell(row, at(name)).value for name in ("cell", "sheet")] == [cell, "visits"]
    ]
    for name, text in texts.items():
        sheet.cell(row, at(name)).value = text
    book.save(path)


def test_what_is_no_cell_cannot_be_corrected(tmp_path: Path) -> None:
    folder = asking(tmp_path / "s")
    sent_back(folder, {("C6", "visits"): ("corrected to", 3)})
    (line,) = [line for line in study.check(folder).summary if line.startswith("answers/")]
    assert "what the question is about is no single cell, so there is nothing to correct." in line


def test_a_row_of_another_centre_is_not_applied(tmp_path: Path) -> None:
    folder = asking(tmp_path / "s", **{"08.xlsx": {"visits": VISITS}})
    path = sent_back(folder, CORRECTED)
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["C4"] = "08"
    book.save(path)
    (line,) = [line for line in study.check(folder).summary if line.startswith("answers/")]
    assert line.endswith("the question is one to another centre than the workbook. Answer it in the workbook of its own centre.")


def test_files_that_are_no_workbooks_of_answers_are_refused_all_at_once(tmp_path: Path) -> None:
    folder = asking(tmp_path / "s")
    (folder / "answers").mkdir()
    files = {"a.xlsx": b"PK\x03\x04 and no more", "b.xlsx": b"", "c.docx": b"PK", "d.csv": b"a,b", "~$e.xlsx": b"", ".f": b""}
    for name, content in files.items():
        (folder / "answers" / name).write_bytes(content)
    with pytest.raises(Problem) as raised:
        study.check(folder)
    assert str(raised.value).splitlines() == [
        "Answers that cannot be read: 4 problems.",
        "  answers/a.xlsx is damaged or cut off. Ask the centre to send it again.",
        "  answers/b.xlsx is empty (0 bytes). Ask the centre to send it again.",
        "  answers/c.docx is no workbook. Put the workbook of questions there as the centre sent it back.",
        "  answers/d.csv is no workbook. Put the workbook of questions there as the centre sent it back.",
    ]
    assert not (folder / "answers" / "log.jsonl").exists()


def test_a_workbook_of_data_or_of_another_study_is_refused(tmp_path: Path) -> None:
    folder, other = asking(tmp_path / "s"), asking(tmp_path / "o")
    (other / "protocol.yaml").write_text((other / "protocol.yaml").read_text().replace("study: small", "study: other"))
    path = sent_back(other, CORRECTED)
    (folder / "answers").mkdir()
    path.rename(folder / "answers" / "a.xlsx")
    (folder / "answers" / "b.xlsx").write_bytes((folder / "data" / "07.xlsx").read_bytes())
    with pytest.raises(Problem) as raised:
        study.check(folder)
    assert "answers/a.xlsx is a workbook of another study." in str(raised.value)
    assert "answers/b.xlsx is not a workbook of questions that a run wrote" in str(raised.value)


ENTRY = {"kind": "workbook", "workbook": "answers/07.xlsx", "sha256": "0", "centre": "07", "asked": [], "unfit": {}}


@pytest.mark.parametrize("damage", ["content", "before", "missing", "cut", "added", "words", "kind"])
def test_a_broken_chain_is_refused_with_its_place(tmp_path: Path, damage: str) -> None:
    log = read_log(tmp_path).extended([{**ENTRY, "sha256": str(n)} for n in range(4)])
    (tmp_path / "answers").mkdir()
    log.write()
    assert read_log(tmp_path) == log
    lines = list(log.lines)
    changes = {"content": {"centre": "08"}, "before": {"before": ""}, "kind": {"kind": "x"}}
    if damage in changes:
        lines[1] = json.dumps(log.entries[1] | changes[damage], sort_keys=True)
    elif damage == "missing":
        del lines[1]
    elif damage == "added":
        lines.insert(1, lines[0])
    elif damage == "words":
        lines[1] = "no entry"
    log.path.write_text("\n".join(lines) + ("" if damage == "cut" else "\n"))
    number = 4 if damage == "cut" else 2
    with pytest.raises(Problem, match=f"log.jsonl, line {number}: the log of answers is not as it was written there"):
        read_log(tmp_path)


def test_the_log_only_grows(tmp_path: Path) -> None:
    (tmp_path / "answers").mkdir()
    read_log(tmp_path).extended([ENTRY]).write()
    before = (tmp_path / "answers" / "log.jsonl").read_bytes()
    read_log(tmp_path).extended([ENTRY]).write()
    assert (tmp_path / "answers" / "log.jsonl").read_bytes().startswith(before)


def test_the_log_keeps_who_when_old_new_and_reason_in_a_chain(tmp_path: Path) -> None:
    folder = asking(tmp_path / "s")
    sent_back(folder, CORRECTED)
    with read(folder):
        pass
    answer, workbook = read_log(folder).entries
    kept = {name: answer[name] for name in ("who", "when", "old", "new", "reason", "answer", "file", "cell", "workbook", "row")}
    assert kept == {"who": "Dr A", "when": "2022-07-01", "old": "hight", "new": "1", "reason": "typing error", "answer": "corrected",
                    "file": "data/07.xlsx", "cell": "C3", "workbook": "answers/07.xlsx", "row": 7}  # fmt: skip
    assert (answer["before"], workbook["before"]) == ("", answer["hash"])
    assert workbook["unfit"] == {} and answer["query_id"] in workbook["asked"]


def test_the_later_of_two_answers_stands_whatever_the_order_of_the_files(tmp_path: Path) -> None:
    folder = asking(tmp_path / "s")
    sent_back(folder, CORRECTED, "b.xlsx")
    path = sent_back(folder, {WHERE: ("corrected to", 2)}, "c.xlsx", run=False)
    change(path, "C3", {"when": "2022-06-01"})
    with read(folder) as found:
        assert ((3, 3), "IGA", 1) in scored(found)


def test_a_first_round_is_open_and_what_comes_after_an_answer_is_new(tmp_path: Path) -> None:
    folder = asking(tmp_path / "s")
    with read(folder) as found:
        assert set(standing(found).values()) == {"open"}
    sent_back(folder, CORRECTED)
    (folder / "data" / "07_events.csv").write_text("patient,term\nP1,headache\n")
    with read(folder) as found:
        assert {cell for cell, status in standing(found).items() if status == "new"} == {("unknown_term", "B2")}


def test_every_output_says_where_the_questions_stand(tmp_path: Path) -> None:
    folder = asking(tmp_path / "s")
    sent_back(folder, CORRECTED)
    finished = study.run(folder)
    with open(finished.folder / "queries.csv", newline="") as file:
        found = {row["cell"]: row["status"] for row in csv.DictReader(file) if row["rule"] == "not_a_number"}
    assert found == {"C3": "closed", "D5": "open"}
    manifest = json.loads((finished.folder / "manifest.json").read_text())
    assert manifest["queries"] == {"new": 0, "open": 10, "answered": 0, "closed": 1}
    assert (manifest["answers"]["corrected"], manifest["answers"]["head"]) == (1, read_log(folder).head)
    assert "answers/log.jsonl" in manifest["inputs"]
    kept = (folder / "answers" / "log.jsonl").read_text()
    (folder / "answers" / "log.jsonl").unlink()  # the results have seen two entries
    with pytest.raises(Problem, match=r"log.jsonl, line 1: the log of answers is not as it was written there"):
        study.check(folder)
    (folder / "answers" / "log.jsonl").write_text(kept)
    assert "Answers in" in finished.told[0] and "1 corrected, 0 confirmed, 0 not available." in finished.told[0]
    assert finished.told[1] == "Questions: 0 new, 10 open, 0 answered but not settled, 1 closed."
    assert "<th" in (page := (finished.folder / "report.html").read_text()) and ">answered</th>" in page
    sheet = openpyxl.load_workbook(finished.folder / "queries" / "07.xlsx").worksheets[0]
    last = [sheet.cell(sheet.max_row, at(name)).value for name in ("status", "answer", "new", "who", "when")]
    assert last == ["closed", "corrected to", "1", "Dr A", "2022-07-01"]


def test_a_workbook_sent_back_unchanged_says_nothing_new(tmp_path: Path) -> None:
    folder = asking(tmp_path / "s")
    sent_back(folder, CORRECTED)
    sent_back(folder, {}, "again.xlsx")
    with read(folder) as found:
        assert standing(found)["not_a_number", "C3"] == "closed"
    assert [entry["kind"] for entry in read_log(folder).entries] == ["answer", "workbook", "workbook"]


def test_explain_shows_the_source_the_answer_who_and_when(tmp_path: Path) -> None:
    folder = asking(tmp_path / "s")
    sent_back(folder, CORRECTED)
    study.run(folder)
    text = study.explain(folder, "efficacy/clear/-/M3/upa/-/-/-/-/patients/n")
    assert 'IGA "hight" (data/07.xlsx, sheet visits, cell C3), corrected to "1" by Dr A, 2022-07-01 (answers/07.xlsx, row 7)' in text


def test_a_french_centre_answers_in_french(tmp_path: Path) -> None:
    folder = asking(tmp_path / "s")
    ask(folder, "fr")
    sent_back(folder, {WHERE: ("corrigé en", 1)}, run=False)
    with read(folder) as found:
        assert ((3, 3), "IGA", 1) in scored(found)


def test_answers_are_read_from_the_workbook_of_all_centres_too(tmp_path: Path) -> None:
    folder = asking(tmp_path / "s")
    ask(folder)
    (folder / "answers").mkdir()
    path = folder / "answers" / "all.xlsx"
    path.write_bytes((folder / "sent" / "queries.xlsx").read_bytes())
    fill(path, CORRECTED)
    with read(folder) as found:
        assert standing(found)["not_a_number", "C3"] == "closed"


@pytest.mark.parametrize(("text", "rule"), [("7?", "not_a_number"), ("soon", "word_in_numbers")])
def test_of_questions_that_are_alike_the_others_keep_their_ids_when_one_is_settled(tmp_path: Path, text: str, rule: str) -> None:
    folder = asking(tmp_path / "s", [VISITS[0], ["P1", 3, text, 5], ["P1", 3, text, 6]])
    with read(folder) as found:
        before = {query.cell: query.query_id for query in found.queries if query.rule == rule}
    sent_back(folder, {("C2", "visits"): ("corrected to", 1)})
    with read(folder) as found:
        after = {query.cell: query.query_id for query in found.queries if query.rule == rule}
        assert [standing(found)[rule, cell] for cell in ("C2", "C3")] == ["closed", "open"]
    assert before == after


def test_a_log_that_is_shorter_than_a_run_has_seen_is_refused(tmp_path: Path) -> None:
    log = read_log(tmp_path).extended([{**ENTRY, "sha256": str(n)} for n in range(4)])
    (tmp_path / "answers").mkdir()
    log.write()
    assert read_log(tmp_path, 3, log.entries[2]["hash"]) == log
    with pytest.raises(Problem, match=r"log.jsonl, line 3: the log of answers is not as it was written there"):
        read_log(tmp_path, 3, log.head)
    log.path.write_text(log.lines[0] + "\n")
    with pytest.raises(Problem, match=r"log.jsonl, line 2: the log of answers is not as it was written there"):
        read_log(tmp_path, 4, log.head)


def test_no_damage_to_a_workbook_ends_in_anything_but_a_sentence(tmp_path: Path) -> None:
    folder = asking(tmp_path / "s")
    path = sent_back(folder, CORRECTED)
    whole, dice = path.read_bytes(), Random(20220701)
    for _ in range(60):
        content = bytearray(whole)
        for _ in range(dice.randint(1, 40)):
            content[dice.randrange(len(content))] = dice.randrange(256)
        if dice.random() < 0.3:
            del content[dice.randrange(len(content)) :]
        with contextlib.suppress(Unreadable):
            book = read_workbook("answers/07.xlsx", path, bytes(content))
            assert all(why_unfit(book, row, {}) == "unknown" for row in book.rows.values())


def test_answers_give_the_numbers_of_a_source_that_was_right_from_the_start(tmp_path: Path) -> None:
    right = [list(row) for row in VISITS]
    right[2][2], right[4][2], right[4][3] = 1, 2, 7
    folder, edited = asking(tmp_path / "s"), asking(tmp_path / "e", right)
    answers = {("C3", "visits"): ("corrected to", 1), ("C5", "visits"): ("corrected to", "2"), ("D5", "visits"): ("corrected to", 7.0)}
    sent_back(folder, answers)
    with counted(folder) as found, counted(edited) as wanted:
        assert study.results_of(found).rows == study.results_of(wanted).rows
        assert [row[3:] for row in typed(found, "in_visits")] == [row[3:] for row in typed(wanted, "in_visits")]
        waiting = [query for query in found.queries if query.is_open]
        assert [(query.query_id, query.cell) for query in waiting] == [(query.query_id, query.cell) for query in wanted.queries]


def test_a_cell_of_a_parquet_file_is_corrected_by_a_new_file_only() -> None:
    query = Query("Q1", "query", "open", "07", "P1", "data/07_visits.parquet", "", "C5", "off_step", "2.5", later("a step"))
    assert choices(query) == ("confirmed", "not_available")
    assert choices(replace(query, file="data/07_visits.csv")) == ("corrected", "confirmed", "not_available")
    assert choices(replace(query, rule="hidden_column")) == ()


def test_a_date_without_its_day_that_is_not_available_is_asked_no_more(tmp_path: Path) -> None:
    lines = [TREATMENTS[0], ["P1", "upadacitinib", 15, "03/2021", ""], *TREATMENTS[2:]]
    folder = write(tmp_path / "s", {"07.xlsx": {"patients": PATIENTS, "treatments": lines, "visits": VISITS}}, {})
    sent_back(folder, {("D2", "treatments"): ("not available",)})
    with read(folder) as found:
        assert {(query.rule, query.status) for query in found.queries if query.cell == "D2"} == {("partial_date", "closed")}
