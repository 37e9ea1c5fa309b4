"""Worked examples, done by hand from the sentences of the meanings; each test quotes the sentence it holds the reference to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from reference import Answer, compute
from reference.events import any_status
from reference.numbers import clopper_pearson, quantile, wilson
from reference.texts import dose, duration, possible_days
from reference.time import shift

ARMS = {"upa15": {"drug": "upadacitinib", "daily_dose": "15 mg"}, "upa30": {"drug": "upadacitinib", "daily_dose": "30 mg"},
        "bari4": {"drug": "baricitinib", "daily_dose": "4 mg"}}  # fmt: skip
M3 = {"from": "2 months", "to": "4 months", "target": "3 months", "pick": "worst"}
FALL = {"measure": "EASI", "responder": {"improvement_at_least": "90 %"}, "at": ["M3"]}


def table(text: str) -> list[dict]:
    """A small table: first line the columns, `|` between cells; a patient without a centre is of centre 01."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    rows = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    return [{"_centre": row.pop("centre", "01"), "_order": ("f", "s", number), **row} for number, row in enumerate(rows, 2)]


def study(endpoint: dict | None = None, treatments: str = "", tables: dict | None = None, **protocol: object) -> Answer:
    whole = {"study": "s", "arms": ARMS, "timepoints": {"M3": M3}, "endpoints": {"e": endpoint or FALL}} | protocol
    given = {"treatments": table(treatments or "patient|drug|daily_dose|start|stop|stop_reasons\nA|upadacitinib|15|2021-01-31||")}
    return compute(whole, given | {name: table(text) for name, text in (tables or {}).items()})


def visits(*rows: str, measure: str = "EASI") -> dict:
    return {"visits": "\n".join([f"patient|date|{measure}", *rows])}


def outcome(answer: Answer, code: str = "A"):
    return next(person for person in answer.persons if person.code == code).outcomes["e", "M3"]


def person(answer: Answer, code: str = "A"):
    return next(person for person in answer.persons if person.code == code)


@pytest.mark.parametrize(
    ("start", "by", "end"),
    [
        ("2021-01-31", "1 month", "2021-02-28"),
        ("2020-01-31", "1 month", "2020-02-29"),
        ("2021-01-31", "1 month + 1 day", "2021-03-01"),
        ("2021-03-31", "-1 month", "2021-02-28"),
        ("2021-12-31", "2 months", "2022-02-28"),
        ("2021-03-31", "5 months - 15 days", "2021-08-16"),
        ("2021-01-01", "12 weeks", "2021-03-26"),
        ("2021-01-01", "-90 days", "2020-10-03"),
    ],
)
def test_shift_is_months_first_then_days(start, by, end):
    assert shift(date.fromisoformat(start), duration(by)) == date.fromisoformat(end)


def test_partial_dates_hold_every_possible_day():
    assert possible_days("2021-02") == (date(2021, 2, 1), date(2021, 2, 28))
    assert possible_days("2021-12") == (date(2021, 12, 1), date(2021, 12, 31))
    assert possible_days("2021") == (date(2021, 1, 1), date(2021, 12, 31))
    assert possible_days("") is None


def test_a_bare_number_of_a_dose_is_in_mg():
    assert dose("0.5 g") == dose("500") == dose("500 mg") != dose("500 IU")


def test_easi_21_to_2_1_is_exactly_a_90_percent_improvement():
    rows = ("A|2021-01-31|21", "A|2021-05-01|2.1")
    assert outcome(study(tables=visits(*rows))).answer is True
    assert outcome(study(tables=visits(rows[0], "A|2021-05-01|2.15"))).answer is False


def test_window_bounds_are_included_and_month_ends_clamp():
    """31 January + 2 to + 4 months is 31 March to 31 May."""
    for day, state in (("2021-03-30", "no_visit"), ("2021-03-31", "evaluable"), ("2021-05-31", "evaluable"), ("2021-06-01", "no_visit")):
        assert outcome(study(tables=visits("A|2021-01-31|21", f"A|{day}|2"))).state == state


@pytest.mark.parametrize(("pick", "value"), [("worst", 10), ("best", 2), ("first", 5), ("last", 2), ("nearest", 10)])
def test_picks(pick, value):
    """The target is 30 April; 29 April and 1 May are equally near: the worst."""
    rows = ("A|2021-04-01|5", "A|2021-04-29|10", "A|2021-05-01|4", "A|2021-05-31|2")
    assert outcome(study(tables=visits(*rows), timepoints={"M3": M3 | {"pick": pick}})).choice.value == value


@pytest.mark.parametrize(("same_day", "value"), [("worst", 10), ("best", 4), ("set_aside", None)])
def test_the_worst_of_a_day_stands_under_every_pick(same_day, value):
    rows = ("A|2021-01-31|21", "A|2021-04-29|10", "A|2021-04-29|4")
    found = outcome(study(tables=visits(*rows), same_day=same_day, timepoints={"M3": M3 | {"pick": "best"}}))
    assert found.choice.value == value
    assert found.state == ("set_aside" if value is None else "evaluable")


def test_worst_follows_the_direction_of_the_measure():
    own = {"QOL": {"low": -10, "high": 30, "step": "0.5", "worse": "low"}}
    rule = {"measure": "QOL", "responder": {"improvement_at_least": "50 %"}, "at": ["M3"]}
    rows = ("A|2021-01-31|-4", "A|2021-04-29|-2", "A|2021-05-01|3")
    found = outcome(study(rule, tables=visits(*rows, measure="QOL"), measures=own))
    assert (found.choice.value, found.answer) == (-2, True)


def test_baseline_is_the_last_value_from_90_days_before_to_the_index_date():
    found = outcome(study(tables=visits("A|2020-11-02|9", "A|2021-01-31|21", "A|2021-02-01|3", "A|2021-04-29|2")))
    assert found.baseline == 21
    assert outcome(study(tables=visits("A|2020-11-02|9", "A|2021-04-29|2"))).baseline == 9
    assert outcome(study(tables=visits("A|2020-11-01|9", "A|2021-04-29|2"))).state == "no_baseline"


def test_three_valued_logic():
    """IGA 1 without a baseline is a response to "value at most 1 or fall of 2"; IGA 2 without a baseline is unknown."""
    rule = {"measure": "IGA", "responder": {"any": [{"value_at_most": 1}, {"fall_at_least": 2}]}, "at": ["M3"]}
    assert outcome(study(rule, tables=visits("A|2021-04-29|1", measure="IGA"))).answer is True
    assert outcome(study(rule, tables=visits("A|2021-04-29|2", measure="IGA"))).state == "no_baseline"
    strict = rule | {"responder": {"all": rule["responder"]["any"]}}
    assert outcome(study(strict, tables=visits("A|2021-04-29|2", measure="IGA"))).answer is False
    assert outcome(study(strict, tables=visits("A|2021-04-29|1", measure="IGA"))).state == "no_baseline"


def test_improvement_is_unknown_from_a_baseline_of_0_but_a_fall_is_not():
    rows = visits("A|2021-01-31|0", "A|2021-04-29|0")
    assert outcome(study(tables=rows)).state == "baseline_zero"
    assert outcome(study(FALL | {"responder": {"fall_at_least": 1}}, tables=rows)).answer is False


STATE_ROWS = {
    "evaluable": ("A|2021-01-31|21", "A|2021-04-29|2"),
    "not_eligible": ("A|2021-01-31|3", "A|2021-04-29|2"),
    "eligibility_unknown": ("A|2021-04-29|2",),
    "no_visit": ("A|2021-01-31|21", "A|2021-06-29|2"),
    "set_aside": ("A|2021-01-31|21", "A|2021-04-29|hight"),
    "not_done": ("A|2021-01-31|21", "A|2021-04-29|"),
}


@pytest.mark.parametrize("state", STATE_ROWS)
def test_states(state):
    endpoint = FALL | {"eligible": {"baseline_at_least": 4}}
    assert outcome(study(endpoint, tables=visits(*STATE_ROWS[state]))).state == state


@pytest.mark.parametrize("cell", ["72.05", "1.03", "hight"])
def test_out_of_range_off_step_and_unreadable_scores_are_set_aside(cell):
    assert outcome(study(tables=visits("A|2021-01-31|21", f"A|2021-04-29|{cell}"))).state == "set_aside"


def test_dead_comes_before_stopped_and_both_count_until_the_last_day_of_the_window():
    def state(death: str, stop: str) -> str:
        treated = f"patient|drug|daily_dose|start|stop|stop_reasons\nA|upadacitinib|15|2021-01-31|{stop}|"
        return outcome(study(treatments=treated, tables={"patients": f"patient|death\nA|{death}"})).state

    assert state("2021-05-31", "2021-03-01") == "dead"
    assert state("2021-06-01", "2021-05-31") == "stopped"
    assert state("2021-06-01", "2021-06-01") == "no_visit"


def test_due_is_a_window_that_ends_by_the_data_cut():
    rows = visits("A|2021-01-31|21", "A|2021-04-29|2")
    assert outcome(study(tables=rows, data_cut="2021-05-31")).state == "evaluable"
    late = study(tables=rows, data_cut="2021-05-30")
    assert outcome(late).state == "not_due"
    assert late.results["efficacy", "e", "", "M3", "all", "", "", "", "", "patients", "N"] == 0


@pytest.mark.parametrize(
    ("missing", "after_stop", "answers"),
    [
        # patients: A stopped without a value, B no visit, C no baseline, D baseline 0, E responds
        ("as_observed", "keep", [None, None, None, None, True]),
        ("non_responder", "keep", [False, False, False, None, True]),
        ("worst_case", "keep", [False, False, False, False, True]),
        ("best_case", "keep", [True, True, True, True, True]),
        ("best_case", "non_responder", [False, True, True, True, True]),
        ("as_observed", "non_responder", [False, None, None, None, True]),
    ],
)
def test_missing_rules(missing, after_stop, answers):
    starts = "\n".join(f"{code}|upadacitinib|15|2021-01-31|{'2021-03-01' if code == 'A' else ''}|" for code in "ABCDE")
    rows = ("A|2021-01-31|21", "B|2021-01-31|21", "C|2021-04-29|2", "D|2021-01-31|0", "D|2021-04-29|2", "E|2021-01-31|21", "E|2021-04-29|2")
    endpoint = FALL | {"missing": missing, "after_stop": after_stop}
    found = study(endpoint, f"patient|drug|daily_dose|start|stop|stop_reasons\n{starts}", visits(*rows))
    assert [outcome(found, code).answer for code in "ABCDE"] == answers
    counted = [outcome(found, code).imputed for code in "ABCDE"]
    key = ("efficacy", "e", "", "M3", "all", "", "", "", "", "patients")
    assert found.results[*key, "n_imputed_stop"] == counted.count("stop") == (missing != "as_observed" or after_stop != "keep")
    assert found.results[*key, "n_imputed_missing"] == counted.count("missing")


def test_last_observation_never_carries_the_baseline():
    endpoint = FALL | {"missing": "last_observation"}
    assert outcome(study(endpoint, tables=visits("A|2021-01-31|21"))).state == "no_visit"
    carried = outcome(study(endpoint, tables=visits("A|2021-01-31|21", "A|2021-02-01|2", "A|2021-06-01|20")))
    assert (carried.state, carried.choice.value) == ("evaluable", 2)


def test_drop_keeps_the_stop_day_and_the_baseline():
    treated = "patient|drug|daily_dose|start|stop|stop_reasons\nA|upadacitinib|15|2021-01-31|2021-04-29|"
    rows = visits("A|2021-01-31|21", "A|2021-04-29|2", "A|2021-04-30|20")
    assert outcome(study(FALL, treated, rows)).choice.value == 20
    assert outcome(study(FALL | {"after_stop": "drop"}, treated, rows)).choice.value == 2


@pytest.mark.parametrize(("gap", "stop"), [(0, date(2021, 3, 1)), (1, date(2021, 6, 1)), ("1 week", date(2021, 6, 1))])
def test_a_course_is_rows_at_most_gap_days_apart(gap, stop):
    rows = "A|upadacitinib|15|2021-01-31|2021-03-01|\nA|upadacitinib|30|2021-03-03|2021-06-01|"
    treated = f"patient|drug|daily_dose|start|stop|stop_reasons\n{rows}"
    found = person(study(treatments=treated, gap=gap))
    assert (found.arm, found.index, found.stop) == ("upa15", date(2021, 1, 31), stop)


def test_an_empty_stop_ends_the_day_before_another_drug_starts_and_a_written_stop_stands():
    head = "patient|drug|daily_dose|start|stop|stop_reasons\n"
    switched = person(study(treatments=head + "A|upadacitinib|15|2021-01-31||\nA|baricitinib|4|2021-05-01||"))
    assert (switched.stop, switched.switched) == (date(2021, 4, 30), True)
    stands = person(study(treatments=head + "A|upadacitinib|15|2021-01-31|2021-07-01|\nA|baricitinib|4|2021-05-01||"))
    assert (stands.stop, stands.switched) == (date(2021, 7, 1), False)
    dose_change = person(study(treatments=head + "A|upadacitinib|15|2021-01-31||\nA|upadacitinib|30|2021-05-01||"))
    assert dose_change.stop is None


def test_a_stop_after_the_data_cut_is_ongoing_and_a_start_after_it_does_not_exist():
    treated = "patient|drug|daily_dose|start|stop|stop_reasons\nA|upadacitinib|15|2021-01-31|2021-07-01|\nB|upadacitinib|15|2021-07-01||"
    found = study(treatments=treated, data_cut="2021-06-30")
    assert person(found).stop is None
    assert person(found, "B").left == "no_index"
    assert person(study(treatments=treated, data_cut="2021-07-01")).stop == date(2021, 7, 1)


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        ("A|upadacitinib|22.5|2021-01-31|", "no_index"),
        ("A|upadacitinib|15|2021-01-30|", "no_index"),
        ("A|upadacitinib|15|2021-02-28|", ""),
        ("A|upadacitinib|15|2021-01-31|\nA|baricitinib|4|2021-01-31|", "two_arms"),
        ("A|baricitinib|4|2020-01-31|2020-03-01\nA|upadacitinib|15|2021-01-31|", "prior_use"),
        ("A|upadacitinib|15|2020-01-31|2020-03-01\nA|upadacitinib|15|2021-01-31|", "prior_use"),
        ("A|methotrexate|15|2020-01-31|2020-03-01\nA|upadacitinib|15|2021-01-31|", ""),
    ],
)
def test_who_leaves(rows, left):
    found = study(treatments=f"patient|drug|daily_dose|start|stop\n{rows}", enrolment={"first_dose": ["2021-01-31", "2021-02-28"]})
    assert person(found).left == left


def test_the_arm_of_the_patients_sheet_wins_and_two_arms_on_one_day_need_it():
    treated = "patient|drug|daily_dose|start|stop\nA|upadacitinib|15|2021-01-31|\nA|baricitinib|4|2021-01-31|"
    found = person(study(treatments=treated, tables={"patients": "patient|arm\nA|BARI4"}))
    assert (found.left, found.arm, found.course.drug) == ("", "bari4", "baricitinib")


def test_a_patient_leaves_at_the_first_condition_not_met_or_unknown():
    include = {"adult": {"characteristic": "age", "at_least": 18}, "women": {"characteristic": "sex", "is": "F"}}
    kinds = {"age": {"type": "number", "step": 1}, "sex": {"type": "category", "levels": {"F": "Women", "M": "Men"}}}
    starts = "\n".join(f"{code}|upadacitinib|15|2021-01-31|" for code in "ABCD")
    people = "patient|birth_year|sex\nA|2003|Women\nB|2004|F\nC||F\nD|2003|M"
    found = study(treatments=f"patient|drug|daily_dose|start|stop\n{starts}", tables={"patients": people}, characteristics=kinds,
                  population={"include": include})  # fmt: skip
    left = {level: found.results["participants", "left", level, "", "all", "", "", "", "", "patients", "n"] for level in include}
    assert left == {"adult": 2, "women": 1}
    assert found.results["participants", "included", "", "", "upa15", "", "", "", "", "patients", "n"] == 1


def test_a_conflict_in_the_patients_sheet_sets_the_column_aside():
    found = study(tables={"patients": "patient|sex|death\nA|F|2021-03-01\nA|F|2021-03-02"})
    assert (person(found).facts["sex"], person(found).death) == ("F", None)


def test_nominal_months_stand_for_index_date_and_shift():
    rows = {"visits": "patient|date|month|EASI\nA||0|21\nA||3|2"}
    found = outcome(study(tables=rows))
    assert (found.choice.day, found.answer) == (date(2021, 4, 30), True)


def test_a_study_without_any_date_has_day_0_as_index():
    rows = {"visits": "patient|week|EASI\nA|0|21\nA|16|2\nB|0|21", "patients": "patient|arm\nA|upa15\nB|"}
    protocol = {"study": "s", "arms": {"upa15": {}}, "timepoints": {"M3": {"from": "16 weeks", "to": "16 weeks"}}, "endpoints": {"e": FALL}}
    found = compute(protocol | {"data_cut": "1999-01-01"}, {name: table(text) for name, text in rows.items()})
    assert outcome(found).answer is True
    assert person(found, "B").left == "no_index"


def test_dose_increase_is_of_the_index_course():
    treated = "patient|drug|daily_dose|start|stop\nA|upadacitinib|15|2021-01-31|2021-03-01\nA|upadacitinib|30|2021-03-02|"
    endpoint = FALL | {"footnote_subsets": ["escalated"]}
    found = study(endpoint, treated, visits("A|2021-01-31|21", "A|2021-04-29|2"), subsets={"escalated": {"dose_change": "increase"}})
    assert found.results["efficacy", "e", "", "M3", "upa15", "escalated", "yes", "", "", "patients", "N"] == 1


def test_follow_up_goes_on_after_a_stop_to_the_earliest_of_cut_death_and_last_record():
    def end(patients: str, cut: str = "2022-06-30") -> date:
        treated = "patient|drug|daily_dose|start|stop\nA|upadacitinib|15|2021-01-31|2021-03-01"
        return person(study(treatments=treated, tables=visits("A|2021-04-29|2") | {"patients": patients}, data_cut=cut)).end

    assert end("patient|last_contact\nA|") == date(2021, 4, 29)
    assert end("patient|last_contact\nA|2021-08-01") == date(2021, 8, 1)
    assert end("patient|last_contact|death\nA|2021-08-01|2021-07-01") == date(2021, 7, 1)
    assert end("patient|last_contact\nA|2022-08-01") == date(2022, 6, 30)


def test_an_event_that_ends_after_the_cut_is_a_record_until_the_cut():
    """The event is accepted by its onset; its end is one of the latest records, and the cut is the earliest of the three."""
    rows = {"events": "patient|term|onset|end\nA|rash|2021-06-01|2021-07-10"}
    found = study(tables=rows, safety=RASH, data_cut="2021-06-30")
    assert person(found).end == date(2021, 6, 30)


def test_follow_up_is_in_months_of_30_4375_days():
    found = study(tables=visits("A|2021-04-29|2"), day_one=1)
    assert found.results["follow_up", "follow_up", "", "", "all", "", "", "", "", "", "median"] == Fraction(89) / Fraction("30.4375")


RASH = {"terms": {"rash": {"kind": "clinical", "subterms": ["acne"]}, "zoster": {"kind": "clinical"}}}


def status(tables: dict, safety: dict | None = None, term: str = "rash", **protocol: object) -> str:
    return person(study(tables=tables, safety=safety or RASH, **protocol)).statuses[term].status


def test_a_blank_is_not_a_no():
    assert status({"event_review": "patient|rash|zoster\nA||no"}) == "unknown"
    assert status({"event_review": "patient|rash|zoster\nA||no"}, RASH | {"not_reported": "no"}) == "no"
    assert status({"event_review": "patient|rash|zoster\nA|not done|no"}, RASH | {"not_reported": "no"}) == "not_done"


def test_yes_from_any_source_stands_against_a_review_no():
    rows = {"event_review": "patient|rash\nA|no", "events": "patient|term|onset\nA|acne|2021-02-01"}
    found = study(tables=rows, safety=RASH)
    key = ("safety", "rash")
    assert found.results[*key, "", "", "all", "", "", "", "", "patients", "n"] == 1
    assert found.results[*key, "acne", "", "all", "", "", "", "", "patients", "percent"] == 100
    assert found.results[*key, "", "", "all", "", "", "", "", "events", "n"] == 1


def test_asymptomatic_is_said_by_a_counted_event_and_never_by_silence():
    lines = "A|acne|2021-02-01|no\nA|rash|2021-02-02|\nB|rash|2021-02-01|no\nB|rash|2021-02-02|yes\nC|rash|2021-02-01|"
    treated = "patient|drug|daily_dose|start\n" + "\n".join(f"{code}|upadacitinib|15|2021-01-31" for code in "ABC")
    found = study(treatments=treated, tables={"events": f"patient|term|onset|symptomatic\n{lines}"}, safety=RASH)
    key = ("safety", "rash", "asymptomatic", "", "all", "", "", "", "", "patients")
    assert [found.results[*key, stat] for stat in ("N", "n")] == [3, 1]
    assert ("safety", "zoster", *key[2:], "n") not in found.results


@pytest.mark.parametrize(
    ("onset", "expected"),
    [("2021-01-31", "yes"), ("2021-01-30", "unknown"), ("2021-01", "yes"), ("2020", "unknown"), ("2021", "yes"), ("", "yes"),
     ("2021-03-31", "yes"), ("2021-04-01", "unknown")],
)  # fmt: skip
def test_onset_inside_the_period_counts_and_a_partial_date_if_any_possible_day_does(onset, expected):
    """The treatment stops on 1 March: stop + 30 days is 31 March."""
    treated = "patient|drug|daily_dose|start|stop\nA|upadacitinib|15|2021-01-31|2021-03-01"
    safety = RASH | {"period": {"from": "0 days", "to": "stop + 30 days"}}
    found = study(treatments=treated, tables={"events": f"patient|term|onset\nA|rash|{onset}"}, safety=safety)
    assert person(found).statuses["rash"].status == expected


def test_an_undated_event_can_be_left_out_and_is_counted():
    rows = {"events": "patient|term|onset\nA|rash|"}
    found = study(tables=rows, safety=RASH | {"onset_missing": "leave_out"})
    assert person(found).statuses["rash"].status == "unknown"
    assert found.results["safety", "rash", "", "", "all", "", "", "", "", "events", "n_undated"] == 1


@pytest.mark.parametrize(
    ("review", "expected"),
    [
        ("yes||", ("yes", False)),
        ("no||", ("no", False)),
        ("no|no|", ("no", True)),
        ("no|no|yes", ("yes", True)),
        ("no|no|not done", ("no", False)),
        ("not done||", ("not_done", False)),
        ("||", ("unknown", False)),
        ("||no", ("no", False)),
    ],
)
def test_at_least_one(review, expected):
    """Yes if any member is; no if all known members are no and at least one is known; the review's own row is one more member."""
    found = study(tables={"event_review": f"patient|rash|zoster|any\nA|{review}"}, safety=RASH)
    assert any_status(found.study, person(found), "any") == expected


CPK = {"terms": {"cpk": {"kind": "biological", "from": {"any": [{"test": "CPK", "above": "local_upper"}]}}}}
LAB = "patient|date|test|value|unit|lower|upper\n"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("A|2021-02-01|CPK|191|U/L||190", "yes"),
        ("A|2021-02-01|CPK|190|U/L||190", "no"),
        ("A|2021-01-31|CPK|191|U/L||190", "unknown"),
        ("A|2021-02-01|CPK|191|U/L||", "unknown"),
        ("A|2021-02-01|cpk|191|U/L||\nA|2021-02-02|CPK|10|U/L||190", "no"),
    ],
)
def test_laboratory_terms_are_strictly_beyond_the_limit_after_the_index_date(rows, expected):
    assert status({"laboratory": LAB + rows}, CPK, "cpk") == expected


@pytest.mark.parametrize(
    ("sex", "day", "expected"), [("F", "2021-02-01", "yes"), ("M", "2021-02-01", "no"), ("F", "2021-03-01", "no"), ("", "2021-02-01", "no")]
)
def test_limits_of_the_laboratory_are_by_sex_and_date(sex, day, expected):
    """Women 100 until a limit of 300 for everybody comes into force on 1 March; the latest date goes before the sex."""
    limits = "test|unit|sex|valid_from|upper\nCPK|u/l||| 200\nCPK|U/L|F||100\nCPK|U/L||2021-03-01|300"
    rows = {"laboratory": f"{LAB}A|{day}|CPK|150|U / l||", "laboratory_limits": limits, "patients": f"patient|sex\nA|{sex}"}
    assert status(rows, CPK, "cpk") == expected


def test_abnormal_at_baseline_is_counted_and_can_exclude():
    rows = {"laboratory": LAB + "A|2020-12-01|CPK|100|U/L||190\nA|2021-01-31|CPK|200|U/L||190\nA|2021-02-10|CPK|300|U/L||190"}
    found = study(tables=rows, safety=CPK)
    assert found.results["safety", "cpk", "", "", "all", "", "", "", "", "patients", "n_baseline_abnormal"] == 1
    assert person(found).statuses["cpk"].status == "yes"
    assert status(rows, CPK | {"baseline_abnormal": "exclude"}, "cpk") == "excluded"


def test_who_is_excluded_from_a_term_brings_it_no_events():
    rows = {"laboratory": LAB + "A|2021-01-31|CPK|200|U/L||190", "events": "patient|term|onset\nA|cpk|2021-02-10"}
    for choice, n in (("count", 1), ("exclude", 0)):
        found = study(tables=rows, safety=CPK | {"baseline_abnormal": choice}).results
        assert found["safety", "cpk", "", "", "all", "", "", "", "", "events", "n"] == n


def test_stops_by_reason_in_patients_and_mentions():
    treated = """patient|drug|daily_dose|start|stop|stop_reasons
        A|upadacitinib|15|2021-01-31|2021-03-01|ae; Lack of efficacy
        B|upadacitinib|15|2021-01-31||
        B|baricitinib|4|2021-03-01||
        C|upadacitinib|15|2021-01-31|2021-03-01|
        D|upadacitinib|15|2021-01-31||
        E|upadacitinib|15|2021-01-31|2021-03-01|ae; ae"""
    found = study(treatments=treated, stop_reasons={"ae": "", "ineff": "Lack of efficacy"}).results
    assert found["stops", "stops", "", "", "all", "", "", "", "", "patients", "percent"] == 80
    who = ("", "all", "", "", "", "")
    patients = [found["stops", "stops", level, *who, "patients", "n"] for level in ("ae", "ineff", "switch", "not_recorded")]
    mentions = [found["stops", "stops", level, *who, "mentions", stat] for level in ("ae", "ineff") for stat in ("n", "N")]
    assert (patients, mentions) == ([2, 1, 1, 1], [2, 3, 1, 3])


def test_previous_treatments_in_four_states():
    kinds = {"mtx": {"from": {"previous_treatments": "methotrexate"}}, "number": {"from": {"previous_treatments": "count"}}}
    rows = "patient|drug|taken\nA|methotrexate|no\nA|Methotrexate|yes\nA|ciclosporin|not done"
    found = study(tables={"previous_treatments": rows}, characteristics=kinds).results
    assert found["baseline", "mtx", "", "", "all", "", "", "", "", "patients", "percent"] == 100
    assert found["baseline", "number", "", "", "all", "", "", "", "", "", "median"] == 1
    listed = study(tables={"previous_treatments": "patient|drug\nA|methotrexate"}, characteristics=kinds).results
    assert listed["baseline", "mtx", "", "", "all", "", "", "", "", "patients", "n"] == 1


@pytest.mark.parametrize(
    ("values", "definition", "quarters"),
    [
        # R 4: quantile(c(1, 2, 3, 4), c(.25, .5, .75), type = 2 | 6 | 7), and of five values
        ([1, 2, 3, 4], "sas", ["1.5", "2.5", "3.5"]),
        ([1, 2, 3, 4], "spss", ["1.25", "2.5", "3.75"]),
        ([1, 2, 3, 4], "r", ["1.75", "2.5", "3.25"]),
        ([1, 2, 3, 4, 10], "sas", ["2", "3", "4"]),
        ([1, 2, 3, 4, 10], "spss", ["1.5", "3", "7"]),
        ([1, 2, 3, 4, 10], "r", ["2", "3", "4"]),
        ([5], "spss", ["5", "5", "5"]),
    ],
)
def test_quantiles(values, definition, quarters):
    assert [quantile([Fraction(v) for v in values], Fraction(k, 4), definition) for k in (1, 2, 3)] == [Fraction(q) for q in quarters]


def test_intervals():
    """Wilson: Newcombe 1998, 81 of 263 and 0 of 20. Clopper-Pearson: binom.test(7, 21) in R."""
    low, high = wilson(81, 263, Fraction(95, 100))
    assert (round(low, 2), round(high, 2)) == (Decimal("25.53"), Decimal("36.62"))
    low, high = wilson(0, 20, Fraction(95, 100))
    assert (low, round(high, 2)) == (0, Decimal("16.11"))
    low, high = clopper_pearson(7, 21, Fraction(95, 100))
    assert (round(low, 4), round(high, 4)) == (Decimal("14.5877"), Decimal("56.9675"))


def test_shares_of_nobody_are_empty_and_rows_stand_for_every_arm():
    found = study().results
    key = ("efficacy", "e", "", "M3", "bari4", "", "", "", "", "patients")
    assert (found[*key, "N"], found[*key, "n"], found[*key, "percent"], found[*key, "conf_low"]) == (0, 0, None, None)
