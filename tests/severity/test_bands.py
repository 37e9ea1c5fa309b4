"""Severity by bands: limits of each scheme, at baseline and later, as a table, led back to patients. All data are made up."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from cohortium import study
from cohortium.displays import build_tables
from cohortium.language import speaking
from cohortium.measures import BUILT_IN
from cohortium.measures.bands import WORDS, band_label, scheme_of
from cohortium.problems import Problems
from cohortium.protocol.load import protocol_from
from cohortium.protocol.methods import methods_paragraph
from cohortium.results import Result

PROTOCOL = """\
study: bands
enrolment: {first_dose: [2021-01-01, 2021-12-31]}
data_cut: 2022-06-30
arms: {upa: {drug: upadacitinib, daily_dose: 15 mg}}
measures: {WELL: {low: 0, high: 10, worse: low, bands: {good: 10, fair: 6, bad: 2}}}
timepoints: {M3: {from: 2 months, to: 4 months}, M12: {from: 17 months, to: 19 months}}
endpoints: {clear: {measure: IGA, responder: {value_at_most: 1}, at: M3}}
severity: {EASI: {bands: Leshem 2015, at: [M3, M12]}, WELL: protocol, SCORAD: ETFAD}
"""
VISITS = """\
patient,date,EASI,WELL,SCORAD
A,2021-03-01,7,2,25
B,2021-03-01,7.05,3,24.9
C,2021-03-01,21.1,,50.1
D,2021-03-01,,10,50
A,2021-06-01,0,,
B,2021-06-01,0.05,,
B,2021-06-05,1,,
C,2021-06-01,,,
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("bands")
    (folder / "data" / "01").mkdir(parents=True)
    (folder / "protocol.yaml").write_text(PROTOCOL, "utf-8")
    doses = "".join(f"{code},upadacitinib,15,2021-03-01\n" for code in "ABCD")
    (folder / "data" / "01" / "treatments.csv").write_text("patient,drug,daily_dose,start\n" + doses, "utf-8")
    (folder / "data" / "01" / "visits.csv").write_text(VISITS, "utf-8")
    return folder


def rows_of(folder: Path) -> dict[tuple[str, str, str, str], Result]:
    with study.derived(study.load(folder)) as found:
        rows = [row for row in study.results_of(found) if row.analysis == "severity" and row.arm == "all"]
    return {(row.variable, row.timepoint, row.level, row.stat): row for row in rows}


def test_patients_are_counted_by_band(folder):
    found = rows_of(folder)
    bands = {key: row.value for key, row in found.items() if row.value and key[3] in ("n", "n_missing")}
    assert bands == {
        ("EASI", "baseline", "mild", "n"): 1, ("EASI", "baseline", "moderate", "n"): 1, ("EASI", "baseline", "severe", "n"): 1,
        ("EASI", "baseline", "", "n_missing"): 1, ("EASI", "M3", "clear", "n"): 1, ("EASI", "M3", "almost clear", "n"): 1,
        ("EASI", "M3", "", "n_missing"): 2,
        ("WELL", "baseline", "bad", "n"): 1, ("WELL", "baseline", "fair", "n"): 1, ("WELL", "baseline", "good", "n"): 1,
        ("WELL", "baseline", "", "n_missing"): 1,
        ("SCORAD", "baseline", "mild", "n"): 1, ("SCORAD", "baseline", "moderate", "n"): 2, ("SCORAD", "baseline", "severe", "n"): 1,
    }  # fmt: skip
    assert found["EASI", "M12", "clear", "N"].value == 0  # the window ends after the data cut: nobody is due, nobody is missing
    assert found["EASI", "baseline", "mild", "percent"].text == "33.3"
    assert found["EASI", "baseline", "mild", "n"].method == "Leshem 2015"
    assert found["EASI", "baseline", "mild", "n"].warning == ""
    assert found["SCORAD", "baseline", "mild", "n"].warning.startswith("The limits of these bands are second hand")


def test_every_number_leads_back_to_its_patients(folder):
    study.run(folder)
    said = study.explain(folder, "severity/EASI/almost%20clear/M3/all/-/-/-/-/patients/n".replace("%20", " "))
    assert "  01 / B: 1\n" in said
    assert 'EASI "1" (data/01/visits.csv, cell C8)' in said
    assert "  1: clear\n" in said and "  2: no score" in said
    missing = study.explain(folder, "severity/EASI/-/baseline/all/-/-/-/-/patients/n_missing")
    assert "Patients (1)\n  01 / D: missing" in missing


def test_the_table_names_the_scheme_and_what_is_unconfirmed(folder):
    with study.derived(study.load(folder)) as found:
        protocol, results = found.study.protocol, study.results_of(found)
        (table,) = [table for table in build_tables(protocol, results) if table.id == "severity"]
    labels = [(row.indent, row.label, *(cell.text for cell in row.cells)) for row in table.rows]
    assert labels[:4] == [(0, "EASI, Leshem 2015"), (1, "Baseline"), (2, "Patients with a score, N", "3"), (2, "Clear", "0")]
    assert (2, "Moderate", "1 (33.3)") in labels
    assert [note.mark for note in table.footnotes if "second hand" in note.text] == ["a"]
    assert [row.marks for row in table.rows if row.label.startswith("SCORAD")] == [("a",)]


@pytest.mark.parametrize(
    ("severity", "said"),
    [
        ("{EASI: Leshem}", '"Leshem" is not a scheme of bands of EASI. Did you mean "Leshem 2015"?'),
        ("{PASI: Leshem 2015}", '"Leshem 2015" is not a scheme of bands of PASI; there is none'),
        ("{EASI: {bands: Leshem 2015, at: M4}}", '"M4" is not a declared timepoint'),
        ("{FASI: Leshem 2015}", '"FASI" is not a measure'),
    ],
)
def test_what_is_no_scheme_is_told(severity, said):
    text = PROTOCOL[: PROTOCOL.index("severity:")] + f"severity: {severity}\n"
    with pytest.raises(Problems) as told:
        protocol_from(text)
    assert said in str(told.value)


def test_the_methods_name_the_source_of_each_scheme():
    protocol = protocol_from(PROTOCOL)
    text = "\n".join(methods_paragraph(protocol, {**BUILT_IN}))
    assert "EASI (Leshem 2015, Br J Dermatol 172:1353-1357); WELL (bands of the protocol); SCORAD (calculators on the web" in text


def test_every_band_of_a_built_in_scheme_is_said_in_french():
    schemes = [scheme for measure in BUILT_IN.values() for scheme in measure.bands]
    assert {band for scheme in schemes for band, _ in scheme.bands} == set(WORDS)
    with speaking("fr"):
        assert band_label(scheme_of(BUILT_IN["EASI"], "Leshem 2015"), "almost clear") == "presque sans lésion"


@pytest.mark.parametrize("name", [name for name, measure in BUILT_IN.items() if measure.bands])
def test_the_bands_of_a_scheme_leave_no_value_out(name):
    measure = BUILT_IN[name]
    for scheme in measure.bands:
        limits = [limit for _, limit in scheme.bands]
        assert limits == sorted(set(limits)) and limits[-1] == measure.high
        assert all(Decimal(limit) % measure.step == 0 for limit in limits)
