"""The results as text: every number a result, in English and French; a number that is not there stops or is left out."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from cohortium.displays import results_text, robustness_text
from cohortium.language import speaking
from cohortium.messages import about_own_text
from cohortium.problems import Problem
from cohortium.protocol.model import Protocol
from cohortium.results import Result
from displays.study import PROTOCOL, results

PERCENT = "efficacy/iga_response/-/M3/all/-/-/-/-/patients/percent"
DECLARED = (
    r"SCORAD75|EASI90|M[36]|IGA 0, 1 or -2|1 March 2021|31 January 2022|\d+ mg|95 %|[Aa]t least 1"
    r"|[36] months|100 patient-years|^100$"
)
EMPTY = "efficacy/dlqi_change/-/M3/bari4/-/-/-/-/-/median"


def written(rows: list[Result], **protocol: object) -> str:
    return "\n".join(paragraph.text for paragraph in results_text(Protocol.model_validate(PROTOCOL | protocol), rows))


def without(rows: list[Result], **parts: str) -> list[Result]:
    return [row for row in rows if any(getattr(row, name) != part for name, part in parts.items())]


def test_the_numbers_are_the_results_own_texts():
    rows = list(results())
    texts = {row.result_id: row.text for row in rows}
    for paragraph in results_text(Protocol.model_validate(PROTOCOL), rows):
        assert paragraph.result_ids
        for part in paragraph.parts:
            if part.result_id:
                assert texts[part.result_id] in part.text or (texts[part.result_id], part.text) == ("0", "none")
            else:
                declared = re.sub(DECLARED, "", part.text)
                assert not re.search(r"\d", declared), part.text


def test_the_text_of_the_letter():
    text = written(list(results()))
    for said in (
        "100 patients were included: 54 with Upadacitinib 15 mg, 12 with Upadacitinib 30 mg and 34 with Baricitinib 4 mg.",
        "At M3, IGA 0, 1 or -2 was reached by 58 of 100 patients (58.0 %; 95 % CI",
        "33/54 (61.1 %) with Upadacitinib 15 mg, 11/12 (91.7 %) with Upadacitinib 30 mg and 14/34 (41.2 %) with Baricitinib 4 mg.",
        "PNRS median change -3 (-5;-1) in 49 patients",
        "Thromboembolic event: none in",
    ):
        assert said in text


def test_the_incidence_says_whose_event_has_no_date():
    rate = "incidence/any/-/-/all/-/-/-/-/patient-years/rate"
    undated = "incidence/any/-/-/all/-/-/-/-/patients/n_undated"
    said = "An event without a date of onset is left out (2 patients without any other)."
    rows = list(results())
    assert any(row.result_id == rate for row in rows) and said not in written(rows)
    rows = [replace(row, value=2, text="2") if row.result_id == undated else row for row in rows]
    (paragraph,) = (each for each in results_text(Protocol.model_validate(PROTOCOL), rows) if said in each.text)
    assert {rate, undated} <= set(paragraph.result_ids)
    with speaking("fr"):
        assert ". Un événement sans date de début n’est pas compté (2 patients sans aucun autre)." in written(rows)


def test_the_same_in_french():
    with speaking("fr"):
        text = written(list(results()))
    assert "Du 1er mars 2021 au 31 janvier 2022, 100 patients ont été inclus\u00a0: 54 sous Upadacitinib 15 mg" in text
    assert not re.search(r" [;:%]", text)


def test_an_arm_of_nobody_is_left_out_of_its_sentence():
    rows = [
        replace(row, value=0 if row.stat in ("n", "N") else None, text="0" if row.stat in ("n", "N") else "–")
        if (row.variable, row.arm, row.timepoint) == ("iga_response", "bari4", "M3")
        else row
        for row in results()
    ]
    sentence = next(line for line in written(rows).split(". ") if "At M3, IGA" in line)
    assert "Upadacitinib 30 mg" in sentence and "Baricitinib" not in sentence


@pytest.mark.parametrize("analysis", ["participants", "baseline", "efficacy", "safety", "stops", "follow_up"])
def test_without_an_analysis_its_sentences_are_left_out_and_the_rest_stays(analysis):
    rows = without(list(results()), analysis=analysis)
    whole, text = written(list(results())), written(rows)
    assert text and len(text) < len(whole) and "{" not in text


def test_one_event_alone_is_not_the_most_frequent_ones():
    rows = [row for row in results() if row.analysis != "safety" or row.variable in ("any", "ldl")]
    (sentence,) = [line for line in written(rows).split(". ") if "adverse event occurred" in line]
    assert re.search(r" %\): Increased LDL or total cholesterol \d+/\d+ \([\d.]+ %\)$", sentence)
    assert "%); the most frequent were" in written(list(results()))


def test_all_still_on_treatment_are_told_without_an_interval():
    at = {"analysis": "survival", "variable": "survival", "level": "", "timepoint": "3 months", "arm": "all"}
    limits = [row for row in results() if row.stat in ("conf_low", "conf_high") and not without([row], **at)]
    rows = [replace(row, value=None, text="–") if row in limits else row for row in results()]
    assert re.search(r"By Kaplan-Meier, [\d.]+ % at 3 months and [\d.]+ % \(95 % CI", written(rows))


def test_the_protocols_own_text():
    text = f"Of all, {{{PERCENT}}} % responded."
    assert written(list(results()), report={"text": text}) == "Of all, 58.0 % responded."
    assert written(list(results()), report={"text": [text, "Second."]}) == "Of all, 58.0 % responded.\nSecond."


@pytest.mark.parametrize("identifier", ["no/such", PERCENT.replace("M3", "M4"), EMPTY, "", "PERCENT.__class__"])
def test_a_stale_number_stops_the_protocols_own_text(identifier):
    with pytest.raises(Problem) as told:
        written(list(results()), report={"text": f"Of all, {{{identifier}}} %."})
    assert str(told.value) == (
        f'The text of the report quotes "{identifier}", which is not a number of these results. Correct report: text: in the protocol.'
    )


def test_an_error_row_stops_it_too():
    rows = [replace(row, value=None, error="failed") if row.result_id == PERCENT else row for row in results()]
    with pytest.raises(Problem, match="iga_response"):
        written(rows, report={"text": f"{{{PERCENT}}}"})


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (2, "over the 2 of them with the protocol's estimand."),
        (1, "reasonable choices, of which 1, the protocol's own, keeps its estimand."),
    ],
)
def test_how_robust_an_answer_is_where_one_choice_or_several_keep_the_estimand(own: int, said: str) -> None:
    rows = [replace(row, value=Decimal(own), text=str(own)) if row.stat == "n_distinct" and row.group else row for row in results()]
    (paragraph,) = robustness_text(Protocol.model_validate(PROTOCOL), rows)
    assert paragraph.text.endswith(said)


def test_numbers_of_an_own_text_that_no_result_stands_behind_are_told() -> None:
    bound = "efficacy/iga_response/-/M3/all/-/-/-/-/patients/percent"
    text = [f"Of all, 59 % or 12 of 20 responded (95 % confidence interval), {{{bound}}} in truth, of JAK1 inhibitors at 15 mg in 2021."]
    protocol = Protocol.model_validate(PROTOCOL | {"report": {"text": text}})
    said = about_own_text(protocol, results_text(protocol, results()))
    assert [each.split('"')[1] for each in said] == ["59 %", "12 of 20"]
    usual = Protocol.model_validate(PROTOCOL)
    assert about_own_text(usual, results_text(usual, results())) == []
