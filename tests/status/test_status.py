"""Who owes what: counted by hand on a small study, and said to each centre in its language."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from cohortium import status, study
from cohortium.cli import run_command
from cohortium.protocol.load import load_protocol
from mappings.studies import write

PROTOCOL = """\
study: follow
title: A study
enrolment: {first_dose: [2021-01-01, 2021-12-31]}
data_cut: 2021-12-31
centres:
  "01": {label: Nantes, language: fr}
  "02": {label: Leeds}
arms:
  upa: {label: Upadacitinib, drug: upadacitinib, daily_dose: 15 mg}
characteristics:
  prior: {from: {previous_treatments: methotrexate}}
timepoints:
  M3: {from: 2 months, to: 4 months}
  M6: {from: 5 months, to: 7 months}
endpoints:
  clear: {measure: IGA, role: primary, responder: {value_at_most: 1}, at: [M3, M6]}
  easi: {measure: EASI, summary: {change: median_q1_q3}, at: [M3]}
safety:
  terms:
    acne: {label: Acne}
    cpk: {label: CPK, kind: biological, from: {any: [{test: CPK, above: local_upper}]}}
"""
TREATMENTS = [["patient", "drug", "daily_dose", "start"], *([code, "upadacitinib", "15 mg", "2021-02-01"] for code in ("1", "2", "3"))]
DATA = {
    "01.xlsx": {
        "patients": [["patient", "sex", "death"], ["1", "F", ""], ["2", "M", ""], ["3", "F", "2021-05-01"], ["4", "F", ""], ["5", "F", ""]],
        # Patient 4 starts too late for the window of M6 to end by the data cut, patient 5 has no dose at all.
        "treatments": [*TREATMENTS, ["4", "upadacitinib", "15 mg", "2021-08-01"]],
        "visits": [
            ["patient", "date", "IGA", "EASI"],
            ["1", "2021-02-01", "3", "20"],  # before treatment
            ["1", "2021-05-03", "1", "unknown"],  # M3, without an EASI
            ["1", "2021-05-20", "7", "unknown"],  # beyond the scale: a question, and no score
            ["2", "2021-01-20", "3", "unknown"],
            ["2", "2021-06-15", "1", "5"],  # after M3, before M6
            ["3", "2021-02-01", "3", "20"],  # then died within the window of M3
            ["4", "2021-10-15", "2", "12"],
        ],
    },
    "09.xlsx": {"patients": [["patient"], ["1"]]},
}
FRENCH = """\
A study : données du centre 01 (Nantes)

Chères collègues, chers collègues,

nous avons reçu les données de 5 patients.

Il manque encore :
- Traitements antérieurs : rien n’a été reçu
- Biologie : rien n’a été reçu
- Événements ou Revue des événements : rien n’a été reçu
- IGA, Avant traitement : 1 sur 4 patients
- EASI, Avant traitement : 2 sur 4 patients
- IGA, M3 : 1 sur 3 patients
- EASI, M3 : 2 sur 3 patients
- IGA, M6 : 2 sur 2 patients

{questions}
Vous les trouverez dans le classeur de questions de votre centre ; merci d’y répondre et de nous le retourner.

Avec nos remerciements.
"""
ENGLISH = """\
A study: data of centre 02 (Leeds)

Dear colleagues,

We have not received any data of your centre yet. Please fill in the workbook that was sent to you and send it back.

Thank you very much.
"""


@pytest.fixture
def folder(tmp_path) -> Path:
    return write(tmp_path / "study", DATA, {}, PROTOCOL)


def rows(folder: Path, sheet: str) -> list[tuple]:
    book = openpyxl.load_workbook(folder / "status" / "tracking.xlsx")
    return [row for row in book[sheet].iter_rows(min_row=4, values_only=True)]


def test_scores_are_counted_among_the_patients_who_are_due(folder):
    status.write(folder)
    scores = {row[:3]: row[3:] for row in rows(folder, "Scores")[1:]}
    assert {key: counts for key, counts in scores.items() if key[0] == "01"} == {
        ("01", "Baseline", "IGA"): (4, 3, 1, 0.75),
        ("01", "Baseline", "EASI"): (4, 2, 2, 0.5),
        ("01", "M3", "IGA"): (3, 2, 1, pytest.approx(2 / 3)),  # 1, 2, 4: the third has died
        ("01", "M3", "EASI"): (3, 1, 2, pytest.approx(1 / 3)),
        ("01", "M6", "IGA"): (2, 0, 2, 0),  # not the fourth, whose window ends after the data cut
    }
    assert scores["02", "M6", "IGA"] == (0, 0, 0, None)


def test_a_line_per_centre_declared_or_not(folder):
    found = status.write(folder)
    headings, *lines = rows(folder, "Centres")
    centre = [dict(zip(headings, line, strict=True)) for line in lines]
    assert [(each["Centre"], each["Name"], each["Expected"], each["Received"], each["Files"], each["Patients"]) for each in centre] == [
        ("01", "Nantes", "yes", "yes", 1, 5),
        ("02", "Leeds", "yes", "no", 0, 0),
        ("09", None, "not declared", "yes", 1, 1),
    ]
    assert [each["Patients with a first dose"] for each in centre] == [4, 0, 0]
    assert centre[0]["Tables still missing"] == "Previous treatments, Laboratory, Events or Event review"
    assert (centre[0]["Scores due"], centre[0]["Scores received"], centre[0]["Complete"]) == (16, 8, 0.5)
    assert dict(zip(*rows(folder, "Tables")[:2], strict=True))["Visits"] == 7
    assert (found.declared, found.received, found.due, found.complete) == (2, 2, 16, 8)


def test_the_open_questions_are_those_of_check(folder, capsys):
    found = status.write(folder)
    headings, *lines = rows(folder, "Centres")
    counts = {line[0]: line[-3:] for line in lines}
    run_command(["check", str(folder)])
    last = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Open: ")]
    blocking, others, notes = (sum(count[place] for count in counts.values()) for place in range(3))
    assert last == [f"Open: {blocking} blocking questions, {others} other questions, {notes} notes."]
    assert found.questions == blocking + others > 0


def test_each_centre_is_reminded_in_its_language_and_no_patient_is_named(folder):
    found = status.write(folder)
    headings, first, *_ = rows(folder, "Centres")
    asked = dict(zip(headings, first, strict=True))
    assert asked["Blocking questions"] == 0
    reminders = {path.name: path.read_text("utf-8") for path in sorted((folder / "status" / "reminders").iterdir())}
    assert list(reminders) == ["01.txt", "02.txt", "09.txt"]
    spaces = str.maketrans("\u00a0\u202f", "  ")
    questions = f"{asked['Other questions']} questions sur vos données sont ouvertes."
    assert reminders["01.txt"].translate(spaces) == FRENCH.format(questions=questions)
    assert reminders["02.txt"] == ENGLISH
    assert found.folder == folder / "status"


def test_a_study_without_any_data_has_a_status_too(folder):
    for path in (folder / "data").iterdir():
        path.unlink()
    found = status.write(folder)
    assert (found.declared, found.received, found.due) == (2, 0, 0)
    (folder / "data").rmdir()
    assert status.write(folder).received == 0


def test_a_template_sent_back_empty_is_a_file_and_no_data(folder):
    study.write_templates(folder, "02", out=folder / "data" / "02.xlsx")
    status.write(folder)
    assert rows(folder, "Centres")[2][:6] == ("02", "Leeds", "yes", "no", 1, 0)
    assert (folder / "status" / "reminders" / "02.txt").read_text("utf-8") == ENGLISH


def test_the_same_bytes_and_no_reminder_of_a_centre_that_is_gone(folder):
    def written() -> dict[str, bytes]:
        status.write(folder)
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted((folder / "status").rglob("*.*"))}

    first = written()
    assert written() == first
    (folder / "data" / "09.xlsx").unlink()
    assert set(first) - set(written()) == {"status/reminders/09.txt"}


def test_the_command_sums_up(folder, capsys):
    assert run_command(["status", str(folder), "--language", "fr"]) == 0
    lines = [line.replace("\u00a0", " ") for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == "Centres : 2 ont envoyé des données, 2 sont déclarés."
    assert lines[1].startswith("Scores : 8 sur 16 attendus. Questions ouvertes : ")
    assert lines[2] == f"Écrits : {folder / 'status' / 'tracking.xlsx'}, et une relance pour chaque centre."


def test_what_a_protocol_wants(folder):
    protocol = load_protocol(folder / "protocol.yaml")
    assert status.wanted_scores(protocol) == (
        ("baseline", "IGA"), ("baseline", "EASI"), ("M3", "IGA"), ("M3", "EASI"), ("M6", "IGA"),
    )  # fmt: skip
    assert status.wanted_tables(protocol) == (
        ("patients",), ("previous_treatments",), ("treatments",), ("visits",), ("laboratory",), ("events", "event_review"),
    )  # fmt: skip
    bare = load_protocol(_without(folder, "safety"))
    assert status.wanted_tables(bare) == (("patients",), ("previous_treatments",), ("treatments",), ("visits",))


def _without(folder: Path, word: str) -> Path:
    path = folder / "bare.yaml"
    path.write_text(PROTOCOL.partition(f"{word}:")[0], "utf-8")
    return path
