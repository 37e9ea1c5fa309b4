"""Every kind of number leads back to its patients and cells, and nothing is explained that has changed since."""

from __future__ import annotations

import re
import shutil

import duckdb
import openpyxl
import pytest

from cohortium import examples, study
from cohortium.explain import explain
from cohortium.explain.endpoints_defined import adjusted
from cohortium.explain.words import Declared, asked_statistic
from cohortium.measures import measures_of
from cohortium.problems import Problem
from cohortium.protocol.model import Protocol
from cohortium.results import Result
from displays.study import PROTOCOL

CELL = re.compile(r'"(?P<text>[^"]*)" \((?P<file>data/[^,]+), sheet (?P<sheet>[^,]+), cell (?P<cell>[A-Z]+[0-9]+)\)')


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """The bundled example, run once."""
    folder = tmp_path_factory.mktemp("explain") / "study"
    examples.write("jak-ad", folder)
    study.run(folder)
    return folder


@pytest.fixture(scope="module")
def behind(example):
    """Its numbers, and what leads back from them."""
    with study.derived(study.load(example)) as found:
        yield study.results_of(found), study.evidence_of(found)


def explained(behind, result_id):
    results, source = behind
    return explain(source, results.by_id(result_id))


def one_of_each(results):
    """A result of every kind: analysis, variable's shape, level, unit and stat; the largest value of each."""
    kinds = {}
    for row in results:
        of = row.variable if row.analysis in ("participants", "baseline", "follow_up") else row.variable.startswith("any")
        key = (row.analysis, of, bool(row.level), row.group, row.unit, row.stat)
        if key not in kinds or (row.value or 0) > (kinds[key].value or 0):
            kinds[key] = row
    return list(kinds.values())


@pytest.fixture(scope="module")
def told(behind):
    """A result of every kind, explained; raises unless the patients listed are as many as the number says."""
    results, source = behind
    return {row: explain(source, row) for row in one_of_each(results)}


def test_every_kind_of_number_leads_back_to_as_many_patients_as_it_counts(told):
    assert {row.analysis for row in told} == {
        *("participants", "baseline", "efficacy", "estimand", "sensitivity", "safety", "stops", "follow_up", "survival", "incidence"),
    }
    for row, text in told.items():
        assert text.startswith(row.result_id)
        assert "Definition" in text
        assert "SELECT" in text


def test_every_cell_that_is_named_holds_the_text_that_is_quoted(example, told):
    books: dict[str, openpyxl.Workbook] = {}
    seen = 0
    for text in told.values():
        for cell in CELL.finditer(text):
            if cell["file"] not in books:
                books[cell["file"]] = openpyxl.load_workbook(example / cell["file"])
            value = books[cell["file"]][cell["sheet"]][cell["cell"]].value
            shown = value.date().isoformat() if hasattr(value, "date") else f"{value:g}" if isinstance(value, float) else value
            assert str("" if shown is None else shown) == cell["text"]
            seen += 1
    assert seen > 500


def test_a_median_shows_the_two_scores_of_each_patient_in_order(example):
    text = study.explain(example, "efficacy/pnrs_change/-/M3/all/-/-/-/-/-/median")
    changes = [int(found) for found in re.findall(r": change (-?\d+)$", text, re.MULTILINE)]
    assert changes == sorted(changes)
    assert len(changes) > 5
    assert 'baseline PNRS "' in text


@pytest.mark.parametrize(
    ("number", "call"),
    [
        ("efficacy/iga_response/-/M3/all/-/-/-/-/patients/percent", "100 * n / N"),
        ("efficacy/iga_response/-/M3/all/-/-/-/-/patients/conf_low", "100 * prop.test(n, N, conf.level = 0.95, correct = FALSE)$conf.int"),
        ("efficacy/pnrs_change/-/M3/all/-/-/-/-/-/q3", "quantile(x, 0.75, type = 2)"),
        (
            "efficacy/iga_response/difference/M3/upa15/-/-/bari4/-/-/difference",
            'DescTools::BinomDiffCI(n, N, other_n, other_N, method = "score")',
        ),
    ],
)
def test_a_number_names_the_call_that_gives_it_in_r(behind, number, call):
    assert f"In R: {call}" in " ".join(explained(behind, number).split())


@pytest.mark.parametrize(("errors", "call"), [("model", "m <- lm(y ~ x); summary(m); confint(m)"), ("centre", "clubSandwich::coef_test")])
def test_a_model_names_the_call_with_the_errors_that_are_asked_for(errors, call):
    protocol = Protocol.model_validate(PROTOCOL | {"adjusted": {"pnrs_change": {"versus": "bari4", "for": ["age"], "errors": errors}}})
    at = {"analysis": "adjusted", "variable": "pnrs_change", "timepoint": "M3", "arm": "upa15", "versus": "bari4", "stat": "difference"}
    number = Result(**at, method="linear regression", value=None)
    said = " ".join(adjusted(Declared(protocol, measures_of(protocol)), number))
    assert call in said and "was compared with Baricitinib 4 mg by linear regression adjusted for Age, with" in said


def test_it_refuses_when_a_cell_has_changed(example, tmp_path):
    folder = tmp_path / "study"
    shutil.copytree(example, folder)
    path = folder / "data" / "01.xlsx"
    book = openpyxl.load_workbook(path)
    book["visits"]["C2"] = 0
    book.save(path)
    with pytest.raises(Problem, match=r"cannot be explained: data/01\.xlsx changed since these results were written\. Run the study again"):
        study.explain(folder, "participants/included/-/-/all/-/-/-/-/patients/n")


@pytest.mark.parametrize("change", ["add", "remove", "protocol"])
def test_it_refuses_when_a_file_came_or_went_or_the_protocol_changed(example, tmp_path, change):
    folder = tmp_path / "study"
    shutil.copytree(example, folder)
    if change == "add":
        shutil.copy(folder / "data" / "01.xlsx", folder / "data" / "04.xlsx")
    elif change == "remove":
        (folder / "data" / "03.xlsx").unlink()
    else:
        protocol = folder / "protocol.yaml"
        protocol.write_text(protocol.read_text("utf-8") + "\n# one more line\n", "utf-8")
    with pytest.raises(Problem, match="changed since these results were written"):
        study.explain(folder, "participants/included/-/-/all/-/-/-/-/patients/n")


@pytest.mark.parametrize("wrong", ["nonsense", "efficacy/nothing/-/M3/all/-/-/-/-/patients/n", "../../etc/passwd"])
def test_an_id_that_names_nothing_is_one_sentence(behind, wrong):
    with pytest.raises(Problem, match="result_id column of results.csv"):
        explained(behind, wrong)


def test_asymptomatic_leads_to_the_lines_that_say_so(behind):
    text = explained(behind, "safety/cpk/asymptomatic/-/all/-/-/-/-/patients/n")
    assert "Patients (8)" in text and text.count(": no symptoms") == 8
    said = re.findall(r'symptomatic "([^"]*)" \(data/\d+\.xlsx, sheet events, cell G\d+\)', text)
    assert len(said) >= 8 and set(said) == {"no"}


def test_an_adjusted_p_value_names_the_call_that_adjusts():
    found = asked_statistic("log-rank test; Holm, 3 p-values", "p_adjusted")
    assert found and found.r_call == 'p.adjust(p, "holm")'
    plain = asked_statistic("log-rank test", "p_value")
    assert plain and plain.r_call.startswith("survdiff(")


LIMITS = """
study: limits
arms: {upa: {drug: upadacitinib}}
timepoints: {M3: {from: 2 months, to: 4 months}}
endpoints: {e: {measure: IGA, responder: {value_at_most: 1}, at: M3}}
safety:
  terms:
    cpk: {kind: biological, from: {any: [{test: CPK, above: local_upper}]}}
    neutropenia: {kind: biological, from: {any: [{test: neutrophils, below: 1, unit: G/L}]}}
"""


def test_the_limit_that_is_named_is_the_one_that_decides(tmp_path):
    """A limit on the line itself goes before the laboratory's list, and a limit of the protocol needs neither."""
    tables = {
        "treatments": "patient,drug,daily_dose,start\nA,upadacitinib,15,2021-03-01\nB,upadacitinib,15,2021-03-01\n",
        "laboratory": "patient,date,test,value,unit,upper,lower\nA,2021-04-13,CPK,200,U/L,190,\nB,2021-04-13,CPK,200,U/L,,\n"
        "A,2021-04-13,neutrophils,0.5,G/L,,\n",
        "laboratory_limits": "test,unit,upper,lower\nCPK,U/L,180,\nneutrophils,G/L,,1.5\n",
    }
    (tmp_path / "data" / "01").mkdir(parents=True)
    (tmp_path / "protocol.yaml").write_text(LIMITS, "utf-8")
    for name, text in tables.items():
        (tmp_path / "data" / "01" / f"{name}.csv").write_text(text, "utf-8")
    with study.derived(study.load(tmp_path)) as found:
        behind = study.results_of(found), study.evidence_of(found)
        raised, fixed = (explained(behind, f"safety/{term}/-/-/all/-/-/-/-/patients/n") for term in ("cpk", "neutropenia"))
    assert "Patients (2)" in raised and "Patients (1)" in fixed
    own, listed = raised.index("01 / A"), raised.index("01 / B")
    assert 'upper "190"' in raised[own:listed] and "laboratory_limits" not in raised[own:listed]
    assert 'upper "180"' in raised[listed:] and "laboratory_limits" in raised[listed:]
    assert "laboratory_limits" not in fixed


ENDS = """
study: ends
arms: {upa: {drug: upadacitinib}, bari: {drug: baricitinib}}
population:
  include:
    adult: {characteristic: age, at_least: 18}
    severe: {measure: IGA, at_least: 3}
    failed: {previous_treatment: ciclosporin}
    kept: {stopped: "no"}
timepoints: {M3: {from: 2 months, to: 4 months}}
characteristics: {age: {type: number, unit: years}}
endpoints: {e: {measure: IGA, responder: {value_at_most: 1}, at: M3}}
survival: {}
"""
PEOPLE = {
    "patients": "patient,birth_year,screened,last_contact,death\n"
    + "".join(f"{name},1980,yes,2021-12-01,{'2021-06-01' if name == 'D' else ''}\n" for name in "SDGMPX")
    + "Y,2010,yes,2021-12-01,\nT,1980,no,,\nN,1980,no,,\n",
    "treatments": "patient,drug,daily_dose,start,stop,stop_reasons\n"
    + "".join(f"{name},upadacitinib,15,2021-03-01,,\n" for name in "SDGMPY")
    + "X,upadacitinib,15,2021-03-01,2021-05-01,adverse event\nS,baricitinib,4,2021-04-11,,\n"
    + "T,upadacitinib,15,2021-03-01,,\nT,baricitinib,4,2021-03-01,,\nN,dupilumab,,2021-03-01,,\n",
    "visits": "patient,date,IGA\n" + "".join(f"{name},2021-03-01,{2 if name == 'M' else 4}\n" for name in "SDGMPXY"),
    "previous_treatments": "patient,drug,taken\n" + "".join(f"{name},ciclosporin,{'no' if name == 'P' else 'yes'}\n" for name in "SDGMPXY"),
}


def told_of(folder, protocol, *numbers):
    """What explain says of some numbers of these people, but for the steps."""
    (folder / "data" / "01").mkdir(parents=True)
    (folder / "protocol.yaml").write_text(protocol, "utf-8")
    for name, text in PEOPLE.items():
        (folder / "data" / "01" / f"{name}.csv").write_text(text, "utf-8")
    with study.derived(study.load(folder)) as found:
        behind = study.results_of(found), study.evidence_of(found)
        return [explained(behind, number).partition("Steps, in order")[0] for number in numbers]


LEFT = {
    "left/no_index/-/all": ("N", ['drug "dupilumab"', 'start "2021-03-01"']),
    "left/two_arms/-/all": ("T", ['drug "upadacitinib"', 'drug "baricitinib"']),
    "left/adult/-/upa": ("Y", ['birth_year "2010" (data/01/patients.csv']),
    "left/severe/-/upa": ("M", ['date "2021-03-01" (data/01/visits.csv', 'IGA "2"']),
    "left/failed/-/upa": ("P", ['drug "ciclosporin" (data/01/previous_treatments.csv', 'taken "no"']),
    "left/kept/-/upa": ("X", ['stop "2021-05-01" (data/01/treatments.csv']),
    "screened/-/-/all": ("D", ['screened "yes" (data/01/patients.csv']),
}


def test_who_left_is_led_back_to_the_cells_that_say_why(tmp_path):
    told = told_of(tmp_path, ENDS, *(f"participants/{number}/-/-/-/-/patients/n" for number in LEFT))
    for (number, (patient, cells)), said in zip(LEFT.items(), told, strict=True):
        assert f"01 / {patient}:" in said, number
        assert [cell for cell in cells if cell not in said] == [], number
    assert told[-1].count('screened "yes"') == 7 and "drug" not in told[-1]


def test_a_switch_shows_the_line_of_the_next_drug_and_a_death_its_day(tmp_path):
    everybody = ENDS.replace('    kept: {stopped: "no"}\n', "")
    stopped, treated, followed, reverse = told_of(
        tmp_path,
        everybody,
        "stops/stops/-/-/upa/-/-/-/-/patients/n",
        "survival/survival/-/-/upa/-/-/-/-/patients/N",
        "follow_up/follow_up/-/-/upa/-/-/-/-/-/median",
        "follow_up/follow_up/reverse_kaplan_meier/-/upa/-/-/-/-/-/median",
    )
    switched, died = ('next drug "baricitinib"', 'next start "2021-04-11"'), 'death "2021-06-01" (data/01/patients.csv'
    assert all(cell in stopped and cell in treated for cell in switched)
    assert [text.count(died) for text in (treated, followed, reverse)] == [1, 1, 1]
    of_the_dead = followed.partition("01 / D:")[2].partition("01 / ")[0]
    assert died in of_the_dead and "last_contact" not in of_the_dead


def test_a_visit_without_a_date_is_marked_where_its_score_is_written(tmp_path):
    (tmp_path / "data" / "01").mkdir(parents=True)
    (tmp_path / "protocol.yaml").write_text(LIMITS, "utf-8")
    for name, text in {
        "treatments": "patient,drug,daily_dose,start\nA,upadacitinib,15,2021-03-01\nB,upadacitinib,15,2021-03-01\n",
        "visits": "patient,date,month,IGA\nA,2021-03-01,,3\nA,,3,1\nB,2021-03-01,,3\nB,2021-06-01,,1\n",
    }.items():
        (tmp_path / "data" / "01" / f"{name}.csv").write_text(text, "utf-8")
    folder = study.run(tmp_path).folder
    asked = f"SELECT patient, baseline_nominal, value_nominal FROM '{folder}/datasets/outcomes.parquet' ORDER BY patient"
    assert duckdb.sql(asked).fetchall() == [("A", False, True), ("B", False, False)]
