"""A template filled in and read back: the same records as sheets of the native form, every cell accounted for."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cohortium import study
from cohortium.conformance.layout import known_columns
from cohortium.conformance.reading import QUARANTINED, read_cell
from cohortium.language import speaking
from cohortium.sources.template.fields import fields_of
from cohortium.sources.template.form import form_of
from templates.filling import PROTOCOL, cells, fields, fill, make_study, native, put, records

FORMS = [("wide", "en"), ("wide", "fr"), ("long", "en"), ("long", "fr")]
ELSEWHERE = {"week"}  # the protocol counts in months, so a block of a wide sheet has a date or a month


def conformed(folder: Path) -> tuple[dict[str, list[tuple[Any, ...]]], list, list]:
    """The typed rows of every input without their records, sorted; the ledger; the queries."""
    with study.derived(study.load(folder), only_checks=True) as found:
        inputs = {
            table: sorted((row[1:] for row in zip(*columns.values(), strict=True)), key=repr)
            for table, columns in found.conformed.inputs.items()
        }
        return inputs, found.ledger, found.queries


def template(folder: Path, layout: str, language: str, centre: str = "01") -> Path:
    (path,) = study.write_templates(folder, centre, layout, language, folder / f"{layout}-{language}.xlsx")
    return path


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("layout", "language"), FORMS)
def test_every_column_arrives_as_from_the_native_form(tmp_path, layout, language, seed):
    filled = records(tmp_path_study := make_study(tmp_path / "a"), language, seed, ELSEWHERE if layout == "wide" else ())
    other = make_study(tmp_path / "b")
    count = fill(template(tmp_path_study, layout, language), tmp_path_study / "data" / "01.xlsx", tmp_path_study, layout, language, filled)
    native(other / "data" / "01.xlsx", filled)
    inputs, ledger, queries = conformed(tmp_path_study)
    wanted, _, _ = conformed(other)
    assert inputs == wanted
    assert all(rows for table, rows in inputs.items() if table not in ("in_faults",))
    used = sum(row.cells_accepted + row.cells_normalised for row in ledger)
    set_aside = sum(row.cells_quarantined for row in ledger)
    assert used + set_aside == count
    assert {query.rule for query in queries}.isdisjoint({"unused_sheet", "unmapped_column", "hidden_sheet", "serial_date", "merged_cells"})


ITEMS = "items: {EASI: published, SCORAD: published, DLQI: published, POEM: {missing: complete}}\n"


@pytest.mark.parametrize(("layout", "language"), [("wide", "fr"), ("long", "en")])
def test_items_arrive_as_from_the_native_form(tmp_path, layout, language):
    folder, other = (make_study(tmp_path / name, PROTOCOL + ITEMS) for name in "ab")
    filled = records(folder, language, 4, ELSEWHERE if layout == "wide" else ())
    fill(template(folder, layout, language), folder / "data" / "01.xlsx", folder, layout, language, filled)
    native(other / "data" / "01.xlsx", filled)
    inputs, _, queries = conformed(folder)
    assert inputs == conformed(other)[0]
    assert {query.rule for query in queries}.isdisjoint({"unmapped_column", "unknown_level", "not_a_number"})


@pytest.mark.parametrize("more", ["", ITEMS])
def test_the_form_asks_for_every_column_that_a_study_can_read(tmp_path, more):
    loaded = study.load(make_study(tmp_path / "study", PROTOCOL + more))
    known = known_columns(loaded.protocol, loaded.measures)
    unused = set(loaded.measures) - set(loaded.protocol.used_measures)
    readable = {table: {name for name, _ in columns.values()} - {"centre"} - unused for table, columns in known.items()}
    asked = {table: {field.variable for field in own} for table, own in fields_of(loaded.protocol, loaded.measures).items()}
    assert asked == readable
    wide = form_of(loaded.protocol, loaded.measures, "wide").answers
    assert {(table, name) for table, names in readable.items() for name in names} - set(wide) == {
        ("visits", "week"), ("visits", "patient"), ("event_review", "patient"),
    }  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_word_of_a_list_can_be_read(tmp_path, language):
    loaded = study.load(make_study(tmp_path / "study", PROTOCOL + ITEMS))
    known = known_columns(loaded.protocol, loaded.measures)
    kinds = {table: dict(columns.values()) for table, columns in known.items()}
    for table, own in fields(loaded.folder, language).items():
        for field in own:
            for word in (*(shown for _, shown in field.choices), *field.words):
                assert read_cell(kinds[table][field.variable], word).status != QUARANTINED, (table, field.variable, word)


@pytest.mark.parametrize(("layout", "language"), FORMS)
def test_a_month_or_a_year_keeps_its_precision(tmp_path, layout, language):
    folder = make_study(tmp_path / "study")
    path = template(folder, layout, language)
    with speaking(language):
        page = next(p for p in form_of(study.load(folder).protocol, study.load(folder).measures, layout).pages if len(p.columns) == 8)
    assert [column.field.variable for column in page.columns][:3] == ["patient", "term", "onset"]
    onsets = ("03/2021", 2021, date(2021, 3, 1), date(1905, 7, 13))  # the last: a year alone in a cell whose format is that of a date
    rows = [(f"00{row}", "Acne", onset) for row, onset in enumerate(onsets, start=1)]
    put(path, {(page.name, f"{letter}{row}"): value for row, each in enumerate(rows, 2) for letter, value in zip("ABC", each, strict=True)})
    path.rename(folder / "data" / "01.xlsx")
    with study.derived(study.load(folder), only_checks=True) as found:
        events = found.conformed.inputs["in_events"]
        assert events["code"] == ["001", "002", "003", "004"]
        assert list(zip(events["onset_from"], events["onset_to"], strict=True)) == [
            (date(2021, 3, 1), date(2021, 3, 31)),
            (date(2021, 1, 1), date(2021, 12, 31)),
            (date(2021, 3, 1), date(2021, 3, 1)),
            (date(2021, 1, 1), date(2021, 12, 31)),
        ]


def test_a_month_where_a_day_is_needed_is_asked_about_as_it_was_written(tmp_path):
    folder = make_study(tmp_path / "study")
    path = template(folder, "wide", "fr")
    put(path, {("Patients", "A3"): "007", ("Patients", "G3"): "03/2021"})
    assert cells(path, "Patients")[1][6] == "Dernières nouvelles"
    path.rename(folder / "data" / "01.xlsx")
    _, _, queries = conformed(folder)
    assert [(q.rule, q.sheet, q.cell, q.found) for q in queries if q.rule == "partial_date"] == [
        ("partial_date", "Patients", "G3", "03/2021")
    ]


VISITS = {  # patient -> (IGA at baseline, in the window of M3), by hand
    "001": (3, [1]),
    "002": (4, [2, 1]),  # the worst of two counts: 2, no response
    "003": (3, [0]),
    "004": (2, []),  # nothing in the window
}


@pytest.mark.parametrize(("layout", "language"), FORMS)
def test_a_filled_template_gives_the_results_counted_by_hand(tmp_path, layout, language):
    folder = make_study(tmp_path / "study")
    filled: dict[str, list[dict[str, Any]]] = {"patients": [{"patient": (code,)} for code in VISITS], "treatments": [], "visits": []}
    for code, (baseline, scores) in VISITS.items():
        drug = {"patient": (code,), "drug": ("Upadacitinib",), "daily_dose": ("15 mg",), "start": (date(2021, 2, 1),)}
        filled["treatments"].append(drug)
        days = [date(2021, 2, 1), date(2021, 5, 3), date(2021, 5, 20)]
        filled["visits"] += [
            {"patient": (code,), "date": (day,), "IGA": (iga,)} for day, iga in zip(days, [baseline, *scores], strict=False)
        ]
    fill(template(folder, layout, language), folder / "data" / "01.xlsx", folder, layout, language, filled)
    finished = study.run(folder)
    with open(finished.folder / "results.csv", encoding="utf-8", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if (row["variable"], row["timepoint"], row["arm"], row["level"]) == ("clear", "M3", "upa", "")
        ]
    assert {row["stat"]: row["value"] for row in rows if row["stat"] in ("n", "N")} == {"n": "2", "N": "3"}
    assert finished.blocking == 0
