"""Made-up data: for any protocol, for wanted figures, and a plain refusal where figures contradict each other."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
import yaml

from cohortium import study
from cohortium.cli import run_command
from cohortium.problems import Problems
from cohortium.protocol.load import protocol_from
from cohortium.results import Results
from cohortium.simulation import refuse_conflicts, simulate
from cohortium.simulation.figures import figures_from
from generated.protocols import make_protocol

PROTOCOL = """
study: small
enrolment: {first_dose: [2022-01-01, 2022-06-30]}
data_cut: 2023-06-30
arms:
  low: {label: Low dose, drug: testumab, daily_dose: 10 mg}
  high: {label: High dose, drug: testumab, daily_dose: 20 mg}
measures: {WELL: {low: 0, high: 50, step: "0.5", worse: low}}
characteristics:
  age: {type: number, unit: years, step: 1, low: 0, high: 110}
  sex: {type: category, levels: {F: Women, M: Men}}
  smoker: {type: yes_no}
  before: {from: {previous_treatments: methotrexate}}
timepoints:
  W4: {from: 3 weeks, to: 5 weeks, target: 4 weeks, pick: nearest}
  M3: {from: 2 months, to: 4 months, pick: worst}
  M6: {from: 5 months, to: 7 months, pick: best}
  M9: {from: 8 months, to: 10 months, pick: last}
endpoints:
  easi50: {measure: EASI, responder: {improvement_at_least: 50 %}, at: [M3, M6]}
  easi75: {measure: EASI, responder: {improvement_at_least: 75 %}, at: [M3, M6]}
  well: {measure: WELL, responder: {all: [{rise_at_least: 10}, {value_at_least: 25}]}, at: [W4, M9]}
  itch: {measure: PNRS, summary: {change: median_q1_q3}, at: [M3]}
  itch_4: {measure: PNRS, responder: {fall_at_least: 4}, at: [M3]}
  dlqi: {measure: DLQI, summary: {value: median_q1_q3}, at: [M6]}
safety:
  terms:
    rash: {label: Rash, kind: clinical, subterms: [acne, eczema]}
    cough: {label: Cough, kind: clinical}
    liver: {label: ALT above 3 times the limit, kind: biological, from: {any: [{test: ALT, above: local_upper, times: 3}]}}
    sugar: {label: Low glucose, kind: biological, from: {any: [{test: glucose, below: 0.7, unit: g/L}]}}
"""

FIGURES = """
figures:
  - {analysis: participants, variable: included, low: {n: 30}, high: {n: 20}}
  - {analysis: baseline, variable: age, all: {median: 41, q1: 30, q3: 53}}
  - {analysis: baseline, variable: sex, level: F, low: {N: 30, n: 12}, high: {N: 20, n: 11}}
  - {analysis: baseline, variable: smoker, all: {N: 48, n: 17}}
  - {analysis: baseline, variable: before, all: {percent: "40.8"}}
  - {analysis: efficacy, variable: easi50, timepoint: M3, low: {N: 28, n: 15}, high: {N: 17, n: 9}, all: {percent: "53.3"}}
  - {analysis: efficacy, variable: easi75, timepoint: M3, all: {N: 45, n: 11}}
  - {analysis: efficacy, variable: easi50, timepoint: M6, all: {N: 21, n: 20}}
  - {analysis: efficacy, variable: well, timepoint: W4, low: {N: 30, n: 4}, high: {N: 19, n: 8}}
  - {analysis: efficacy, variable: well, timepoint: M9, low: {N: 3, n: 3}, high: {N: 0}}
  - {analysis: efficacy, variable: itch, timepoint: M3, low: {N: 20, median: "-2.5", q1: -4, q3: -1},
     high: {N: 11, median: -4, q1: -6, q3: -2}, all: {N: 31, median: -3, q1: -5, q3: -1}}
  - {analysis: efficacy, variable: itch_4, timepoint: M3, all: {N: 31, n: 13}, low: {N: 20, n: 6}, high: {N: 11, n: 7}}
  - {analysis: efficacy, variable: dlqi, timepoint: M6, all: {N: 16, median: 4, q1: 2, q3: 8}}
  - {analysis: safety, variable: any, all: {N: 50, n: 18}}
  - {analysis: safety, variable: rash, low: {N: 27, n: 6}, high: {N: 20, n: 3}}
  - {analysis: safety, variable: rash, level: acne, all: {n: 7}}
  - {analysis: safety, variable: liver, all: {N: 44, n: 5}}
  - {analysis: safety, variable: sugar, all: {N: 41, n: 3}}
  - {analysis: stops, variable: stops, low: {n: 7}, high: {n: 6}}
  - {analysis: stops, variable: stops, level: inefficacy, unit: mentions, all: {N: 15, n: 8}}
  - {analysis: follow_up, variable: follow_up, all: {median: "6.2", q1: "3.5", q3: "7.4"}}
"""


@pytest.fixture
def written(tmp_path: Path) -> tuple[Path, Path]:
    """The protocol and the figures as files."""
    (tmp_path / "p.yaml").write_text(PROTOCOL, "utf-8")
    (tmp_path / "f.yaml").write_text(FIGURES, "utf-8")
    return tmp_path / "p.yaml", tmp_path / "f.yaml"


def results_of(folder: Path) -> tuple[Results, list[str]]:
    """The numbers of a study, and its blocking questions."""
    with study.derived(study.load(folder)) as found:
        return study.results_of(found), [query.rule for query in found.queries if query.severity == "blocking"]


def files(folder: Path) -> dict[str, bytes]:
    """Path -> bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("seed", range(3))
def test_data_whose_run_gives_the_wanted_figures(written, tmp_path, seed):
    assert simulate(written[0], tmp_path / "made", written[1], seed) == 68  # raises unless a run gives each of them
    results, blocking = results_of(tmp_path / "made")
    assert not blocking
    assert results.text(analysis="efficacy", variable="itch", timepoint="M3", arm="all", stat="median") == "-3"


def test_the_same_seed_gives_the_same_bytes_and_another_other_data(written, tmp_path):
    for name, seed in (("one", 1), ("two", 1), ("three", 2)):
        simulate(written[0], tmp_path / name, seed=seed, patients=20)
    assert files(tmp_path / "one") == files(tmp_path / "two") != files(tmp_path / "three")


def test_the_number_of_patients(written, tmp_path):
    simulate(written[0], tmp_path / "made", patients=23)
    results, _ = results_of(tmp_path / "made")
    assert results.text(analysis="participants", variable="included", arm="all", unit="patients", stat="n") == "23"


@pytest.mark.parametrize("seed", range(8))
def test_data_for_any_protocol_run_without_blocking_questions(tmp_path, seed):
    path = tmp_path / "p.yaml"
    path.write_text(yaml.safe_dump(make_protocol(Random(seed)), allow_unicode=True), "utf-8")
    simulate(path, tmp_path / "made", seed=seed, patients=20)
    results, blocking = results_of(tmp_path / "made")
    assert not blocking
    assert results.text(analysis="participants", variable="recorded", arm="all", unit="patients", stat="n") == "20"


def test_the_command_says_what_it_made_and_what_comes_next(written, tmp_path, capsys):
    made = tmp_path / "made"
    assert run_command(["simulate", str(written[0]), "--like", str(written[1]), "--seed", "5", str(made)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[1] == f"Its run gives each of the 68 figures of {written[1]}."
    assert said[-1].endswith(f"run {made}")
    assert run_command(["check", str(made)]) == 0


def test_figures_that_contradict_each_other_leave_nothing_behind(written, tmp_path, capsys):
    written[1].write_text(FIGURES.replace("low: {N: 28, n: 15}", "low: {N: 28, n: 29}"), "utf-8")
    assert run_command(["simulate", str(written[0]), "--like", str(written[1]), str(tmp_path / "made")]) == 2
    said = capsys.readouterr().err
    assert said.startswith("The figures cannot be met together: ") and "efficacy easi50 M3 low: n 29 is above N 28." in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["f.yaml", "p.yaml"]


def test_figures_for_which_no_data_are_found_are_named(written, tmp_path):
    impossible = "figures: [{analysis: efficacy, variable: itch, timepoint: M3, low: {N: 9, median: -2, mean: 8}}]"
    written[1].write_text(impossible, "utf-8")
    with pytest.raises(Problems) as found:
        simulate(written[0], tmp_path / "made", written[1])
    assert "No data were found that give every figure: 1 problem." in str(found.value)
    assert "efficacy itch M3 low mean: wanted 8; a run of the nearest data gives -" in str(found.value)
    assert not (tmp_path / "made").exists()


EASI50, ITCH = "analysis: efficacy, variable: easi50, timepoint: M3", "analysis: efficacy, variable: itch, timepoint: M3"
REASON = "analysis: stops, variable: stops, unit: mentions"


def term(name: str, cell: str) -> str:
    """An entry for a term in all patients."""
    return f"analysis: safety, variable: {name}, all: {{{cell}}}"


CONFLICTS = [
    ([f"{EASI50}, low: {{N: 9, n: 10}}"], "efficacy easi50 M3 low: n 10 is above N 9."),
    ([f"{EASI50}, low: {{N: 31}}"], "efficacy easi50 M3 low: N 31 is above the 30 patients there."),
    ([f"{EASI50}, low: {{N: 9, n: 3, percent: 34}}"], "efficacy easi50 M3 low: 3 of 9 is not 34 %."),
    (
        [f"{EASI50}, all: {{n: 9}}, low: {{n: 3}}, high: {{n: 4}}"],
        "efficacy easi50 M3 all n: the groups give 3 + 4 = 7, all patients 9.",
    ),
    ([f"{ITCH}, low: {{median: -4, q3: -5}}"], "efficacy itch M3 low: median -4 is above q3 -5."),
    ([f"{ITCH}, low: {{median: -11}}"], "efficacy itch M3 low: median -11 is beyond the scale (-10 to 10)."),
    ([f"{ITCH.replace('itch', 'none')}, low: {{n: 1}}"], "efficacy none M3 low n: the protocol has no none of this kind."),
    ([f"{ITCH.replace('M3', 'M6')}, low: {{N: 1}}"], "efficacy itch M6 low N: the protocol does not read itch at this timepoint."),
    ([f"{EASI50}, group: up, low: {{n: 1}}"], "efficacy easi50 M3 up low n: the protocol has no subset up."),
    ([term("any", "n: 51")], "safety any all: n 51 is above the 50 patients there."),
    (
        ["analysis: safety, variable: rash, level: acne, all: {n: 10}", term("rash", "n: 9")],
        "safety rash acne all n: 10 is above the 9 of whom it is a part.",
    ),
    (
        [term("any_clinical", "n: 4"), term("cough", "n: 5")],
        "safety any_clinical all: n 4 is below the 5 patients with one of its terms.",
    ),
    (
        [term("any_clinical", "n: 9"), term("cough", "n: 5"), term("rash", "n: 3")],
        "safety any_clinical all: n 9 is above all patients with its terms together.",
    ),
    (
        [term("any_clinical", "N: 9"), term("cough", "N: 10")],
        "safety any_clinical all: N 9 is below the 10 patients known for one of its terms.",
    ),
    (
        [term("any_clinical", "n: 9"), term("any_biological", "n: 3"), term("any", "n: 13")],
        "safety any all: n 13 does not lie between 9 and 12, as its two kinds need.",
    ),
    ([f"{REASON}, level: lost, all: {{N: 5, n: 6}}"], "stops stops lost all mentions: n 6 is above N 5."),
    (
        [f"{REASON}, level: {reason}, all: {{N: 5, n: 3}}" for reason in ("lost", "inefficacy")],
        "stops all: the reasons have 6 mentions together, above N 5.",
    ),
    (
        [f"{EASI50.replace('50', '75')}, all: {{n: 9}}", f"{EASI50}, all: {{n: 8}}"],
        "efficacy M3 all: 9 meet easi75 and 8 meet easi50, which is easier.",
    ),
]


@pytest.mark.parametrize(("entries", "said"), CONFLICTS)
def test_each_conflict_is_one_sentence(entries, said):
    protocol = protocol_from(PROTOCOL)
    sizes = "analysis: participants, variable: included, low: {n: 30}, high: {n: 20}"
    figures = figures_from("\n- ".join(["figures:", *(f"{{{entry}}}" for entry in (sizes, *entries))]), protocol)
    with pytest.raises(Problems) as found:
        refuse_conflicts(protocol, figures)
    assert said in str(found.value)


def test_patients_and_figures_agree(written, tmp_path):
    with pytest.raises(Problems, match="The figures need 50 patients, not 40"):
        simulate(written[0], tmp_path / "made", written[1], patients=40)


def as_figures(results: Results) -> str:
    """What a paper would print of a study: counts with their N, medians and quartiles."""
    entries: dict[tuple[str, ...], dict] = {}
    for row in results:
        printed = row.stat in ("N", "n", "median", "q1", "q3") and row.value is not None and not row.level and not row.group
        counted = row.unit in ("", "patients") and (row.analysis != "participants" or row.variable == "included")
        if printed and counted and (row.analysis != "baseline" or row.timepoint):
            entry = entries.setdefault((row.analysis, row.variable, row.timepoint), {"analysis": row.analysis, "variable": row.variable})
            entry |= {"timepoint": row.timepoint} if row.timepoint else {}
            entry.setdefault(row.arm, {})[row.stat] = row.text
    return yaml.safe_dump({"figures": list(entries.values())})


@pytest.mark.parametrize("seed", range(3))
def test_the_figures_of_one_study_come_out_of_other_data(written, tmp_path, seed):
    simulate(written[0], tmp_path / "first", seed=seed)
    results, _ = results_of(tmp_path / "first")
    written[1].write_text(as_figures(results), "utf-8")
    assert simulate(written[0], tmp_path / "second", written[1], seed + 100) > 150
    assert files(tmp_path / "first")["data/01.xlsx"] != files(tmp_path / "second")["data/01.xlsx"]


KNOWN_OF_SOME = """
figures:
  - {analysis: safety, variable: rash, low: {N: 12, n: 3}, high: {N: 8, n: 0}}
  - {analysis: efficacy, variable: easi75, timepoint: M3, all: {N: 20, n: 12}, low: {N: 10, n: 7}}
"""


@pytest.mark.parametrize(("included", "patients", "whole"), [("", None, 22), ("", 60, 60), ("all: {n: 50}", None, 50)])
def test_a_figure_is_of_those_with_an_answer_and_a_group_may_be_larger(written, tmp_path, included, patients, whole):
    """N of a figure is no size of a group, and what all patients have beyond one group is the other's."""
    more = f"  - {{analysis: participants, variable: included, {included}}}\n" if included else ""
    (tmp_path / "figures.yaml").write_text(KNOWN_OF_SOME + more, "utf-8")
    assert simulate(written[0], tmp_path / "made", tmp_path / "figures.yaml", patients=patients) == 8 + bool(included)
    found = study.load(tmp_path / "made")
    with study.derived(found) as derived:
        assert derived.engine.rows("SELECT count(*) FROM in_patients") == [(whole,)]
