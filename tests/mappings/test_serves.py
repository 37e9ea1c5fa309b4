"""A mapping serves every file of its centre that looks like the one it was proposed for; another kind of file gets readings of its own."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from cohortium import study
from cohortium.conformance.checks import CHECKS
from cohortium.problems import Problem, Problems
from mappings.studies import asked, read, scored, typed, write

JUNE = [["N° patient", "Date de visite", "IGA"], ["P1", "25/06/2021", 1], ["P2", "03/07/2021", 2]]
LATER = [["N° patient", "Remarque", "IGA", "Date de visite"], ["P1", "x", 0, "04/01/2022"]]
LINES = "N° patient;Molécule;Dose;Début\nP1;upadacitinib;15;01/25/2021\nP2;upadacitinib;15;02/03/2021\n"
COURSES = """\
  # Added for data/07/lignes.csv.
  - table: treatments
    heading: 1
    columns:
      patient: "N° patient"
      drug: "Molécule"
      daily_dose: Dose
      start: {column: "Début", dates: month_first}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "s", {"07/suivi juin.xlsx": {"Feuil1": JUNE}}, {})


def book(path: Path, tab: str, rows: list[list[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    made = openpyxl.Workbook()
    made.worksheets[0].title = tab
    for row in rows:
        made.worksheets[0].append(row)
    made.save(path)


def mapped(folder: Path, file: str) -> str:
    return study.propose_mapping(folder / "data" / file).path.read_text("utf-8")


def test_a_later_delivery_is_read_under_another_name_tab_and_order_of_columns(folder: Path) -> None:
    text = mapped(folder, "07/suivi juin.xlsx")
    assert "files:" not in text and "sheet:" not in text
    (folder / "mappings/07.yaml").write_text(f"deliveries: {{2022-01-15: additional}}\n{text}", "utf-8")
    book(folder / "data/07/2022-01-15/Export janvier.xlsx", "Données", LATER)
    with read(folder) as found:
        assert [(row[0][0], row[1], row[2]) for row in scored(found)] == [(1, "IGA", 0), (2, "IGA", 1), (2, "IGA", 2)]
        assert not [rule for rule, *_ in asked(found) if rule == "unfit_sheet"]


def test_another_kind_of_file_gets_readings_of_its_own_in_the_same_mapping(folder: Path) -> None:
    before = mapped(folder, "07/suivi juin.xlsx").replace("IGA: IGA", "IGA: IGA  # looked at")
    (folder / "mappings/07.yaml").write_text(before, "utf-8")
    (folder / "data/07/lignes.csv").write_text(LINES, "utf-8")
    made = study.propose_mapping(folder / "data/07/lignes.csv")
    text = made.path.read_text("utf-8")
    assert made.added and text.startswith(before)
    tables = [line.strip() for line in text.removeprefix(before).split("\n") if "table" in line or "dates" in line]
    start = 'start: {column: "Début", dates: month_first}'
    assert tables == ["- table: previous_treatments", "- table: treatments", start]
    with read(folder) as found:
        assert [row[2] for row in scored(found)] == [1, 2]
    with pytest.raises(Problem, match=r"07\.yaml is there already\. Correct it by hand"):
        study.propose_mapping(folder / "data/07/lignes.csv")


def test_what_is_added_is_read_beside_what_was_there_by_its_own_order_of_dates(folder: Path) -> None:
    mapped(folder, "07/suivi juin.xlsx")
    (folder / "data/07/treatments.csv").write_text(LINES, "utf-8")
    text = mapped(folder, "07/treatments.csv")
    assert text.endswith(COURSES.replace("lignes", "treatments"))
    with read(folder) as found:
        assert [day.isoformat() for (day,) in found.engine.rows("SELECT start FROM in_treatments ORDER BY start")] == [
            "2021-01-25",
            "2021-02-03",
        ]
        assert [row[3].isoformat() for row in typed(found, "in_visits")] == ["2021-06-25", "2021-07-03"]


def test_a_mapping_that_holds_answers_only_takes_readings(folder: Path) -> None:
    (folder / "mappings").mkdir()
    (folder / "mappings/07.yaml").write_text("# ours\nanswers:\n  - {dates: day_first, by: A, on: 2026-01-02}\n", "utf-8")
    text = mapped(folder, "07/suivi juin.xlsx")
    assert text.startswith("# ours\nanswers:\n  - {dates: day_first") and "dates: day_first}" not in text
    with read(folder) as found:
        assert len(scored(found)) == 2


def test_files_in_the_native_form_and_files_that_hold_no_data_lie_beside(folder: Path) -> None:
    text = mapped(folder, "07/suivi juin.xlsx")
    (folder / "data/07/events.csv").write_text("patient,term\nP1,acne\n", "utf-8")
    (folder / "data/07/contacts.csv").write_text("Nom,Service\nx,y\n", "utf-8")
    with read(folder) as found:
        assert [row[3] for row in typed(found, "in_events")] == ["acne"]
        (query,) = [query for query in found.queries if query.rule == "unfit_sheet"]
        assert (query.severity, query.file, query.centre) == ("blocking", "data/07/contacts.csv", "07")
    (folder / "mappings/07.yaml").write_text(text + 'unread: ["07/contacts*"]\n', "utf-8")
    with read(folder) as found:
        said = [(query.found, query.file) for query in found.queries if query.rule == "file_skipped"]
        assert said == [("left out by the mapping of its centre (unread)", "data/07/contacts.csv")]
        assert not [query for query in found.queries if query.rule == "unfit_sheet"]


def test_a_tab_that_a_reading_names_but_no_longer_fits_is_asked_about_not_passed_over(folder: Path) -> None:
    (folder / "mappings").mkdir()
    columns = '{patient: "N° patient", date: Date de visite, IGA: IGA}'
    text = f"dates: day_first\nreadings:\n  - {{table: visits, sheet: Feuil1, heading: 1, columns: {columns}}}\n"
    (folder / "mappings/07.yaml").write_text(text, "utf-8")
    book(folder / "data/07/suivi juillet.xlsx", "Feuil1", [["Suivi de juillet"], [], *JUNE])
    with read(folder) as found:
        (query,) = [query for query in found.queries if query.rule == "unfit_sheet"]
        assert (query.file, query.sheet) == ("data/07/suivi juillet.xlsx", "Feuil1")
        assert CHECKS[query.rule].sentence == "No reading in the mapping of the centre fits this sheet, so nothing of it was read."


def test_a_file_that_lacks_one_column_of_many_and_a_reading_that_fits_nothing_are_mistakes_with_their_line(folder: Path) -> None:
    book(folder / "data/07/a.xlsx", "x", [["N° patient", "Date de visite", "IGA", "EASI"], ["P1", "25/06/2021", 1, 20]])
    text = mapped(folder, "07/a.xlsx")
    (folder / "data/07/a.xlsx").rename(folder / "old.xlsx")
    book(folder / "data/07/b.xlsx", "x", [["N° patient", "Date de visite", "IGA", "EASIs"], ["P1", "25/06/2021", 1, 20]])
    (folder / "data/07/suivi juin.xlsx").unlink()
    book(folder / "data/07/c.xlsx", "x", [["N° patient", "Date de visite", "IGA", "EASI"], ["P2", "25/06/2021", 1, 20]])
    with pytest.raises(Problems, match=r'07/b\.xlsx, sheet x, has no column "EASI"\. Did you mean "easis"\?'):
        study.check(folder)
    (folder / "data/07/b.xlsx").unlink()
    (folder / "data/07/events.csv").write_text("patient,term\nP1,acne\n", "utf-8")
    wrong = '  - {table: visits, columns: {patient: Numéro, date: "Jour", EASI: x}}\n'
    (folder / "mappings/07.yaml").write_text(text + wrong, "utf-8")
    with pytest.raises(Problems, match=r"mappings/07\.yaml:\d+:\d+: no file of centre 07 has most of the headings of this reading"):
        study.check(folder)


def test_a_file_of_many_centres_is_mapped_by_its_name(tmp_path: Path) -> None:
    rows = "centre,patient,date,IGA\n01,P1,2021-06-25,1\n02,P1,2021-06-25,2\n"
    folder = write(tmp_path / "s", {"visits.csv": rows.encode()}, {})
    text = mapped(folder, "visits.csv")
    assert 'files: "visits.csv"' in text and 'centre: "' not in text
    assert (folder / "mappings/visits.yaml").exists()
    with read(folder) as found:
        assert [row[0][0] for row in scored(found)] == [1, 1] and sorted(row[1] for row in typed(found, "in_visits")) == ["01", "02"]


def test_a_second_encoding_is_refused_and_a_first_one_is_written_down(folder: Path) -> None:
    mapped(folder, "07/suivi juin.xlsx")
    (folder / "data/07/treatments.csv").write_bytes(LINES.encode("cp1252"))
    made = study.propose_mapping(folder / "data/07/treatments.csv", encoding="cp1252")
    assert made.path.read_text("utf-8").endswith("\nencoding: cp1252\n")
    with read(folder) as found:
        assert len(typed(found, "in_treatments")) == 2
    (folder / "data/07/events.csv").write_bytes("N° patient;Événement\nP1;acné\n".encode("mac_roman"))
    with pytest.raises(Problem, match=r"07\.yaml says another encoding, which holds for all its files\."):
        study.propose_mapping(folder / "data/07/events.csv", encoding="mac_roman")
