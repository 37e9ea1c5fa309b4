"""What people read of a protocol."""

from __future__ import annotations

import pytest

from cohortium.measures import measures_of
from cohortium.protocol.load import protocol_from
from cohortium.protocol.methods import methods_paragraph
from cohortium.protocol.patients import Condition
from cohortium.protocol.words import (
    arm_in_words,
    condition_in_words,
    endpoint_in_words,
    period_in_words,
    population_in_words,
    term_in_words,
    timepoint_in_words,
)
from protocol.wrong import RIGHT

PROTOCOL = protocol_from(RIGHT)
MEASURES = measures_of(PROTOCOL)


def test_an_endpoint() -> None:
    assert endpoint_in_words(PROTOCOL, "dlqi_4pt", "M3", MEASURES) == (
        "dlqi_4pt at M3 (secondary endpoint). Response: Dermatology Life Quality Index lower by 4 or more than at baseline. "
        "Counted among patients included with EASI of 21.1 or more at baseline whose window had ended by the data cut (30 June 2022)"
        " and whose Dermatology Life Quality Index at baseline was 4 or more. "
        "Window: from 2 months to 4 months after the index date, both days included; the score nearest to 3 months is kept"
        " (of two equally near, the worse); of two different scores on one day the worst stands. "
        "Baseline: from 90 days before the index date to the index date, both days included; the last score is kept;"
        " of two different scores on one day the worst stands. "
        "Only patients whose result is known are counted (observed cases). "
        "Scores after the treatment was stopped count like the others."
    )


def test_a_rule_of_two_and_a_summary() -> None:
    assert "Response: IGA of 1 or less, or lower by 2 or more than at baseline." in endpoint_in_words(PROTOCOL, "iga_response", "M6")
    assert "Response: EASI improved by 75 % or more from baseline." in endpoint_in_words(PROTOCOL, "easi75", "M3")
    assert "Summary: the change in PNRS from baseline, by median and quartiles." in endpoint_in_words(PROTOCOL, "pnrs_change", "M3")


@pytest.mark.parametrize("missing", ["as_observed", "non_responder", "last_observation", "worst_case", "best_case"])
@pytest.mark.parametrize("after_stop", ["keep", "drop", "non_responder"])
def test_every_rule_has_words(missing: str, after_stop: str) -> None:
    text = RIGHT.replace("role: primary", f"role: primary\n    missing: {missing}\n    after_stop: {after_stop}")
    assert len(endpoint_in_words(protocol_from(text), "iga_response", "M6").split(". ")) == 7


KEPT = "Scores after the treatment was stopped count like the others"


@pytest.mark.parametrize(
    ("strategy", "said"),
    [
        ("composite", "stopped: a non-response, whatever the score (composite)."),
        ("hypothetical", "stopped: later scores are not used, nothing stands for them (hypothetical)."),
    ],
)
def test_a_strategy_for_stops_takes_the_place_of_the_rule_for_scores_after_them(strategy: str, said: str) -> None:
    events = "intercurrent_events: {stopped: {stopped: any}, raised: {dose_change: increase}}\n"
    text = f"{events}{RIGHT}".replace("role: primary", f"role: primary\n    estimand: {{events: {{stopped: {strategy}}}}}")
    protocol = protocol_from(text)
    words = endpoint_in_words(protocol, "iga_response", "M6")
    assert said in words and KEPT not in words and "raised" not in words
    assert KEPT in endpoint_in_words(protocol, "easi75", "M3")
    primary = next(part for part in methods_paragraph(protocol, MEASURES) if part.startswith("Primary endpoint"))
    assert KEPT not in primary and any(said[:-1] in part for part in methods_paragraph(protocol, MEASURES))


def test_a_strategy_for_another_event_stands_beside_the_rule_for_stops() -> None:
    text = f"intercurrent_events: {{raised: {{dose_change: increase}}}}\n{RIGHT}"
    text = text.replace("role: primary", "role: primary\n    estimand: {events: {raised: composite}}")
    words = endpoint_in_words(protocol_from(text), "iga_response", "M6")
    assert "raised: a non-response, whatever the score (composite)." in words and KEPT in words


def test_endpoints_with_the_same_strategies_are_named_together() -> None:
    composite, policy = "{estimand: {events: {raised: composite}}, ", "{estimand: {events: {}}, "
    text = f"intercurrent_events: {{raised: {{dose_change: increase}}}}\n{RIGHT}"
    for name, strategy in (("easi75", composite), ("dlqi_4pt", composite), ("pnrs_change", policy)):
        text = text.replace(f"{name}: {{", f"{name}: {strategy}")
    said = next(part for part in methods_paragraph(protocol_from(text), MEASURES) if "Intercurrent events and" in part)
    assert "easi75 and dlqi_4pt. raised: a non-response" in said and said.count("raised: ") == 2


def test_windows() -> None:
    assert timepoint_in_words(PROTOCOL, "M6") == (
        "from 5 months to 7 months after the index date, both days included; the worst score is kept;"
        " of two different scores on one day the worst stands"
    )
    both = protocol_from(RIGHT.replace("{from: 5 months, to: 7 months", "{from: 5 months - 15 days, to: 7 months + 15 days"))
    assert timepoint_in_words(both, "M6").startswith("from 5 months - 15 days to 7 months + 15 days after the index date")
    day = protocol_from(RIGHT.replace("from: -90 days", "from: 0 days"))
    assert timepoint_in_words(day, "baseline").startswith("on the index date, both")


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("dose_change: increase", "a dose increase"),
        ("dose_change: any", "a change of dose"),
        ("characteristic: age, at_least: 18, at_most: 65", "Age from 18 to 65 years"),
        ("characteristic: sex, is: [F, M]", "Sex: Women or Men"),
        ("characteristic: prior_mtx, is: yes", "Methotrexate: yes"),
        ("measure: EASI, at_most: 7", "EASI of 7 or less at baseline"),
        ("previous_treatment: upadacitinib", "Upadacitinib taken before"),
        ("arm: [upa15, bari4]", "treatment Upadacitinib 15 mg or Baricitinib 4 mg"),
        ('centre: "01"', "centre Nantes"),
        ("stopped: no", "no stop of the treatment"),
    ],
)
def test_conditions(condition: str, words: str) -> None:
    protocol = protocol_from(RIGHT.replace("{dose_change: increase}", f"{{{condition}}}"))
    assert condition_in_words(protocol, protocol.subsets["escalated"]) == words


def test_arms() -> None:
    assert arm_in_words(PROTOCOL, "upa15") == (
        "Upadacitinib 15 mg: patients whose first dose was Upadacitinib 15 mg a day, whatever they took later."
    )
    assert arm_in_words(PROTOCOL, "all") == "All arms together."


def test_terms() -> None:
    assert term_in_words(PROTOCOL, "cpk") == (
        "Increased CPK (biological). Yes if any source says so: a recorded event, the review of the patient, or a laboratory result"
        " after the index date (CPK above the laboratory's upper limit). Onset from the index date to 30 days after the stop of the"
        " treatment (or the end of follow-up); events without an onset date count. The percentage is of the patients with a yes or a no."
        " Where nothing at all is recorded, the answer is no. Patients abnormal at baseline are counted like the others."
    )
    assert term_in_words(PROTOCOL, "any").startswith("At least one event of any kind: yes if any of them is")


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("{to: stop}", "Onset from the index date to the stop of the treatment (or the end of follow-up); events"),
        ("{from: 1 day, to: 6 months}", "Onset from 1 day after the index date to 6 months after the index date; events"),
        ("{}", "Onset from the index date to the end of follow-up; events"),
    ],
)
def test_periods(period: str, words: str) -> None:
    protocol = protocol_from(RIGHT.replace("{from: 0 days, to: stop + 30 days}", period))
    assert period_in_words(protocol).startswith(words)


def test_populations() -> None:
    assert population_in_words(PROTOCOL, "safety") == "all patients included"


def test_every_analysis_that_is_asked_for_names_its_methods() -> None:
    asked = {
        "survival": {
            "until": "5 months",
            "interval": "log",
            "flat_step": "midpoint",
            "censored": ["other"],
            "compare": ["log_rank", "cox"],
            "adjust": "benjamini_hochberg",
        },
        "incidence": {"per": 1000},
        "comparisons": {"versus": "bari4", "by": ["difference", "fisher", "signed_rank"], "adjust": "holm", "baseline": ["standardised"]},
        "by_centre": {},
    }
    asked = {name: type(PROTOCOL).model_fields[name].annotation.__args__[0].model_validate(value) for name, value in asked.items()}
    text = "\n".join(methods_paragraph(PROTOCOL.model_copy(update=asked), MEASURES))
    for said in (
        "described by Kaplan-Meier, with 95 % confidence intervals on the log scale (Greenwood).",
        "where the curve stays at half, the middle of that time.",
        "the cumulative incidence of Aalen and Johansen.",
        "Not counted as an event: Other.",
        "The restricted mean is the area under the curve up to 5 months.",
        "Groups are compared by the log-rank test. Hazard ratios are from Cox regression with Efron's handling of ties",
        "against time. p-values of one test over all pairs of groups are adjusted by Benjamini and Hochberg's method. Potential follow-up",
        "per 1000 patient-years of 365.25 days, with exact Poisson 95 % confidence intervals.",
        "differences of percentages with Newcombe's hybrid score interval; Fisher's exact test (Freeman-Halton beyond two groups);",
        "Every group is compared with Baricitinib 4 mg. Pairs that do not differ are left out before ranking (Wilcoxon).",
        "are adjusted by Holm's method. Characteristics before treatment are compared by standardised differences.",
        "limits of a funnel plot are exact binomial, 95 % and 99.8 %.",
    ):
        assert said in text
    assert "Kaplan-Meier" not in "\n".join(methods_paragraph(PROTOCOL, MEASURES))


def test_weights_are_told_with_whom_they_are_about() -> None:
    asked = "{versus: bari4, for: [age, baseline], estimand: att, treated: upa15, truncate: p1_p99, errors: centre}"
    text = "\n".join(methods_paragraph(protocol_from(f"{RIGHT}weighted: {{iga_response: {asked}}}\n"), MEASURES))
    for said in (
        "was compared with Baricitinib 4 mg after weighting patients by the odds of being in the group Upadacitinib 15 mg",
        "given Age and the score at baseline. Weights beyond their 1st and 99th percentiles were set to these. Errors are clustered",
        "standard errors are of M-estimation (sandwich), which knows that the weights were estimated.",
    ):
        assert said in text


def test_a_methods_section_names_the_events_that_leave_patients_out() -> None:
    left_out = "Patients abnormal before treatment, by the last value in the baseline window, are left out of: Increased CPK."
    texts = {}
    for choice in ("exclude", "count"):
        protocol = protocol_from(RIGHT.replace("kind: biological, from:", f"kind: biological, baseline_abnormal: {choice}, from:"))
        texts[choice] = " ".join(methods_paragraph(protocol, MEASURES))
    assert left_out in texts["exclude"] and "left out of:" not in texts["count"]


def test_a_methods_section_says_nothing_of_what_the_study_does_not_have() -> None:
    """No order of one condition, no switch where the groups have one drug, no data cut that nobody declared."""
    text = "\n".join(methods_paragraph(PROTOCOL, MEASURES))
    switch, cut = "A switch to the drug of another group is a stop.", "last known contact, death or the data cut."
    assert "in this order" not in text and switch in text and cut in text
    arm = next(iter(PROTOCOL.arms.values()))
    bare = "\n".join(methods_paragraph(PROTOCOL.model_copy(update={"arms": {"only": arm}, "data_cut": None}), MEASURES))
    assert "A patient stopped on the last day" in bare and switch not in bare
    assert "Follow-up runs from the index date to the last known contact or death." in bare
    written = {"only": arm, "written": arm.model_copy(update={"drug": None, "daily_dose": None})}  # a group that the centres name
    assert switch not in "\n".join(methods_paragraph(PROTOCOL.model_copy(update={"arms": written}), MEASURES))


def test_a_bound_of_a_characteristic_has_its_unit() -> None:
    age = PROTOCOL.characteristics["age"].model_copy(update={"unit": "years"})
    protocol = PROTOCOL.model_copy(update={"characteristics": {"age": age}})
    for given, said in (
        ({"at_least": 18}, "Age of 18 years or more"),
        ({"at_most": 65}, "Age of 65 years or less"),
        ({"at_least": 18, "at_most": 65}, "Age from 18 to 65 years"),
    ):
        assert condition_in_words(protocol, Condition.model_validate({"characteristic": "age", **given})) == said


def test_a_methods_section() -> None:
    paragraphs = methods_paragraph(PROTOCOL, MEASURES)
    text = "\n".join(paragraphs)
    for said in (
        "it lies between 1 March 2021 and 31 January 2022, both days included. Data are those up to 30 June 2022 (data cut).",
        "Patients with an earlier course of a study drug were left out.",
        "Patients had to have: Age of 18 years or more.",
        "Baricitinib 4 mg (baricitinib 4 mg a day)",
        "Primary endpoint. IGA 0, 1 or -2, at M3 and M6. Response:",
        "For every endpoint: only patients whose result is known are counted (observed cases).",
        "An event of which nothing is recorded is counted as no, unless said otherwise.",
        "Quartiles follow the SAS default, Hyndman-Fan type 2.",
        "95 % Wilson score intervals.",
        "half away from zero, to 1 decimal.",
    ):
        assert said in text
    assert ".." not in text
    assert all(paragraph.endswith(".") for paragraph in paragraphs)
