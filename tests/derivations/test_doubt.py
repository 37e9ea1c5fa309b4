"""What somebody wrote and nobody can use is unknown: never silence, never a choice between two, never a patient twice."""

from __future__ import annotations

from pathlib import Path

from cohortium import study

PROTOCOL = """
study: doubt
arms:
  upa: {drug: upadacitinib}
  control: {label: Usual care}
timepoints: {M3: {from: 2 months, to: 4 months}}
endpoints: {e: {measure: IGA, responder: {value_at_most: 1}, at: M3}}
previous_treatments: {not_reported: no}
characteristics:
  mtx: {from: {previous_treatments: methotrexate}}
  age: {type: number, step: 1}
safety:
  not_reported: no
  terms:
    acne: {}
    cpk: {kind: biological, from: {any: [{test: CPK, above: local_upper}]}}
"""
START = "patient,drug,daily_dose,start,stop,stop_reasons\n"


def results(folder: Path, **tables: str):
    """The results and the rules that were broken, of one centre's CSV files."""
    (folder / "data" / "01").mkdir(parents=True)
    (folder / "protocol.yaml").write_text(PROTOCOL, "utf-8")
    for name, text in tables.items():
        (folder / "data" / "01" / f"{name}.csv").write_text(text, "utf-8")
    with study.derived(study.load(folder)) as found:
        return study.results_of(found), {query.rule for query in found.queries}


def numbers(rows, *stats: str, **parts: str) -> list:
    return [rows.get(**{"unit": "patients", "arm": "all", **parts}, stat=stat).value for stat in stats]


def test_a_stop_that_cannot_be_read_is_neither_a_stop_nor_going_on(tmp_path):
    lines = "A,upadacitinib,15,2021-03-01,NK,inefficacy\nB,upadacitinib,15,2021-03-01,2021-05-01,inefficacy\n"
    lines += "C,upadacitinib,15,2021-03-01,,\n"
    rows, rules = results(tmp_path, treatments=START + lines)
    assert numbers(rows, "n", "N", analysis="stops", variable="stops") == [1, 2]
    assert rules & {"stop_unreadable", "not_a_date"}


def test_an_answer_that_cannot_be_read_is_unknown_even_where_silence_is_a_no(tmp_path):
    rows, _ = results(
        tmp_path,
        treatments=START + "A,upadacitinib,15,2021-03-01,,\nB,upadacitinib,15,2021-03-01,,\n",
        event_review="patient,acne\nA,maybe\n",
        laboratory="patient,date,test,value,unit,upper\nA,03/04/2021,CPK,900,U/L,200\n",
        previous_treatments="patient,drug,taken\nA,methotrexate,perhaps\n",
    )
    for term in ("acne", "cpk"):
        assert numbers(rows, "n", "N", analysis="safety", variable=term) == [0, 1]
    assert numbers(rows, "n", "N", analysis="baseline", variable="mtx") == [0, 1]


def test_two_limits_of_one_day_that_differ_judge_nothing(tmp_path):
    rows, rules = results(
        tmp_path,
        treatments=START + "A,upadacitinib,15,2021-03-01,,\n",
        laboratory="patient,date,test,value,unit\nA,2021-04-13,CPK,200,U/L\n",
        laboratory_limits="test,unit,upper\nCPK,U/L,100\nCPK,U/L,300\n",
    )
    assert numbers(rows, "n", "N", analysis="safety", variable="cpk") == [0, 0]
    assert "conflicting_limit" in rules


def test_a_characteristic_counts_a_patient_once_however_many_places_speak_of_it(tmp_path):
    rows, rules = results(
        tmp_path,
        patients="patient,mtx,age,birth_year\nA,yes,40,1980\nA,yes,41,1980\nB,no,,1990\n",
        treatments=START + "A,upadacitinib,15,2021-03-01,,\nB,upadacitinib,15,2021-03-01,,\n",
        previous_treatments="patient,drug,taken\nA,methotrexate,no\n",
    )
    assert numbers(rows, "n", "N", analysis="baseline", variable="mtx") == [0, 2]
    assert numbers(rows, "N", "n_missing", analysis="baseline", variable="age") == [1, 1]
    assert rules >= {"conflicting_patient", "unmapped_column"}


def test_a_written_arm_without_a_drug_begins_with_whatever_was_given_first(tmp_path):
    lines = "A,ciclosporin,200,2021-03-01,2021-08-31,\nA,upadacitinib,15,2021-09-01,,\n"
    rows, _ = results(tmp_path, patients="patient,arm\nA,control\n", treatments=START + lines)
    assert numbers(rows, "n", analysis="participants", variable="included", arm="control") == [1]
    assert numbers(rows, "n", "N", analysis="stops", variable="stops", arm="control") == [1, 1]


def test_an_arm_without_a_dose_and_a_reason_without_a_stop_are_questions(tmp_path):
    rows, rules = results(tmp_path, patients="patient,arm\nA,\nB,upa\n", treatments=START + "A,upadacitinib,15,2021-03-01,,remission\n")
    assert rules >= {"first_dose_missing", "reason_without_stop"}
    assert numbers(rows, "n", analysis="participants", variable="left", level="no_index") == [1]
    assert numbers(rows, "n", "N", analysis="stops", variable="stops") == [0, 1]
