"""Defaults, values and what the model makes of the short ways of writing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from cohortium.protocol.load import protocol_from
from cohortium.protocol.model import BASELINE, Protocol, label_of
from cohortium.protocol.values import (
    Dose,
    Duration,
    parse_date,
    parse_days,
    parse_decimal,
    parse_dose,
    parse_duration,
    parse_percent,
    parse_text,
    plain,
)
from cohortium.protocol.words import duration_in_words, time_in_words
from protocol.wrong import RIGHT

SMALL = """\
study: small
arms: {a: {}}
timepoints: {M3: {from: 2 months, to: 4 months}}
endpoints: {iga: {measure: IGA, responder: {value_at_most: 1}, at: M3}}
"""


def small(more: str = "") -> Protocol:
    return protocol_from(SMALL + more)


def test_the_smallest_protocol_has_a_default_for_everything_else() -> None:
    protocol = small()
    assert list(protocol.windows) == ["baseline", "M3"]
    assert protocol.windows["baseline"] == BASELINE
    assert protocol.timepoints["M3"].pick == "worst"
    assert protocol.statistics.confidence == Fraction(95, 100)
    assert protocol.safety.period.bound == ("follow_up", Duration())
    assert label_of(protocol.arms["a"], "a") == "a"
    assert protocol.used_measures == ("IGA",)


def test_a_declared_baseline_keeps_the_defaults_that_it_does_not_change() -> None:
    text = SMALL.replace("timepoints: {", "timepoints: {baseline: {to: 7 days}, ")
    baseline = protocol_from(text).windows["baseline"]
    assert (baseline.start, baseline.end, baseline.pick) == (Duration(days=-90), Duration(days=7), "last")


def test_the_baseline_comes_first_wherever_it_is_declared() -> None:
    text = SMALL.replace("timepoints: {", "timepoints: {M1: {from: 1 month, to: 1 month}, baseline: {}, ")
    assert list(protocol_from(text).windows) == ["baseline", "M1", "M3"]


def test_one_value_stands_for_a_list_of_one() -> None:
    protocol = protocol_from(RIGHT)
    assert protocol.endpoints["easi75"].at == ("M3",)
    assert protocol.subsets["women"].levels == ("F",)
    assert protocol.stop_reasons["efficacy"].label == "Lack of efficacy"
    assert list(protocol.safety.terms["papular"].subterms) == ["acne", "papulopustular_eruption"]


def test_a_centre_code_without_quotes_keeps_its_zero() -> None:
    assert list(small("centres: {01: {}, 7: {}}\n").centres) == ["01", "7"]


def test_arms_without_drugs_may_be_alike() -> None:
    assert len(protocol_from(SMALL.replace("{a: {}}", "{a: {}, b: {}}")).arms) == 2


def test_no_is_an_answer_and_yes_switches() -> None:
    protocol = small("safety: {not_reported: no, terms: {acne: {show_zero: yes}}}\n")
    assert protocol.safety.not_reported == "no"
    assert protocol.safety.terms["acne"].show_zero is True


def test_own_low_is_worse_measure() -> None:
    assert protocol_from(RIGHT).measures["WELL"].worse == "low"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5 months - 15 days", Duration(5, -15)),
        ("7 Months+15 days", Duration(7, 15)),
        ("12 weeks", Duration(0, 84)),
        ("-90 days", Duration(0, -90)),
        ("0 days", Duration()),
    ],
)
def test_durations(text: str, value: Duration) -> None:
    assert parse_duration(text) == value
    assert parse_duration(str(value)) == value


@pytest.mark.parametrize(
    ("text", "shown", "words"),
    [
        ("12 weeks", "84 days", "12 weeks"),
        ("-2 weeks", "-14 days", "-2 weeks"),
        ("84 days", "84 days", "84 days"),
        ("16 weeks - 7 days", "105 days", "105 days"),
        ("1 week + 2 weeks", "21 days", "3 weeks"),
        ("0 weeks", "0 days", "0 days"),
    ],
)
def test_a_duration_is_said_in_the_unit_it_was_written_in_and_named_in_days(text: str, shown: str, words: str) -> None:
    duration = parse_duration(text)
    assert (str(duration), duration_in_words(duration)) == (shown, words)
    turned = -duration
    assert (turned.in_weeks, str(-turned)) == (duration.in_weeks, shown) and duration == Duration(duration.months, duration.days)


def test_a_time_of_results_is_said_as_the_protocol_writes_it() -> None:
    protocol = small("survival: {at: [16 weeks, 84 days]}\n")
    assert [time_in_words(protocol, time) for time in ("112 days", "84 days", "28 days")] == ["16 weeks", "84 days", "28 days"]


@pytest.mark.parametrize("text", ["", "months", "5", "5 month 3 days", "1.5 months", "5 months -", "5 months 15 days"])
def test_no_durations(text: str) -> None:
    with pytest.raises(ValueError, match="is not a duration"):
        parse_duration(text)


def test_small_values() -> None:
    assert parse_days(14) == parse_days("14") == parse_days("2 weeks") == 14
    assert parse_percent("75 %") == parse_percent(75) == Fraction(3, 4)
    assert parse_decimal("0,1") == Decimal("0.1")
    assert parse_date("2021-03-01") == date(2021, 3, 1)
    assert parse_dose("15 mg") == parse_dose(15) == parse_dose("0,015 g") == Dose(15_000)
    assert {parse_dose(f"15 mg{a_day}") for a_day in ("/day", " /d ", "/j", " per day", " par jour", " daily", " od")} == {Dose(15_000)}
    assert parse_dose("5 IU") == Dose(5_000_000, "iu")
    assert [str(parse_dose(text)) for text in ("15 mg", "0.5 mg", "5 IU")] == ["15 mg", "0.5 mg", "5 iu"]
    assert plain("  Échec_du-Traitement ") == "echec du traitement"
    assert parse_text("a\n  b\u00a0%") == "a b\u00a0%"


@pytest.mark.parametrize("text", ["20210301", "2021-W01-1", "2021-3-1", "2021-02-29"])
def test_no_dates(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        parse_date(text)


@pytest.mark.parametrize("value", ["", "1 000", "1_000", "nan", "inf", "0x1", "1e", True, None, [1]])
def test_no_numbers(value: object) -> None:
    with pytest.raises(ValueError, match="number"):
        parse_decimal(value)


def test_a_negative_gap_is_refused() -> None:
    with pytest.raises(ValueError, match="below 0"):
        parse_days("-3 days")
