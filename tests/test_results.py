"""The results table: ids, texts of values, checks and look-ups."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohortium.problems import InternalError, Problem
from cohortium.results import (
    COLUMNS,
    KEY,
    Result,
    Results,
    check,
    exact_text,
    faults_of,
    key_of,
    result_id,
    rounded_text,
    value_text,
)

steady = settings(derandomize=True, deadline=None)


def row(stat="n", value=3, text="3", **parts):
    named = {"analysis": "efficacy", "variable": "iga", "arm": "all", "unit": "patients", "stat": stat}
    return Result(**{**named, "value": value, "text": text, **parts})


def test_the_columns_are_the_pinned_ones():
    assert ",".join(COLUMNS) == (
        "result_id,analysis,variable,level,label,timepoint,arm,group,group_level,versus,variant,unit,stat,value,text,method,warning,error"
    )
    assert tuple(column for column in COLUMNS[1 : COLUMNS.index("value")] if column != "label") == KEY


@pytest.mark.parametrize(
    ("part", "written"),
    [
        ("", "-"),
        ("-", "%2D"),
        ("a/b", "a%2Fb"),
        ("100 %", "100 %25"),
        ("a\nb", "a%0Ab"),
        ("%2D", "%252D"),
        ("é-1", "é-1"),
    ],
)
def test_a_part_of_an_id_is_escaped(part, written):
    assert result_id([part, "n"]) == f"{written}/n"


@steady
@given(st.tuples(*[st.text(st.characters(codec="utf-8"), max_size=6)] * len(KEY)))
def test_an_id_leads_back_to_its_key(key):
    assert key_of(result_id(key)) == key


@pytest.mark.parametrize("text", ["", "a/b", "/".join(["a"] * 12), "/".join([""] * 11), "/".join(["%41"] * 11)])
def test_what_is_no_id_is_said_so(text):
    with pytest.raises(Problem) as told:
        key_of(text)
    assert str(told.value) == f'"{text}" is not a result id: copy one from the result_id column of results.csv.'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (12, "12"),
        (0, "0"),
        (Fraction(123, 2), "61.5"),
        (Fraction(1100, 18), "61.111111111111111111"),
        (Fraction(200, 3), "66.666666666666666667"),
        (Fraction(-1, 3), "-0.33333333333333333333"),
        (Fraction(1, 1024), "0.0009765625"),
        (Fraction(10**30), "1" + "0" * 30),
        (Decimal("-0.0"), "0"),
        (Decimal("2.46221445044902614"), "2.46221445045"),
        (Decimal("1.5E-9"), "0.0000000015"),
        (Decimal("1E+3"), "1000"),
    ],
)
def test_a_value_is_written_exactly_or_with_its_digits(value, text):
    assert value_text(value) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(Fraction(25, 100), 1, "0.3"), (Fraction(99999, 10), 3, "10000"), (Fraction(-1, 8), 2, "-0.13"), (0, 5, "0")],
)
def test_significant_digits_round_half_away_from_zero(value, digits, text):
    assert rounded_text(value, digits) == text


@steady
@given(st.fractions(), st.integers(1, 25))
def test_texts_have_no_exponent_and_come_back_as_the_number(value, digits):
    text = rounded_text(value, digits)
    assert "e" not in text.lower()
    assert text != "-0"
    assert abs(Fraction(text) - value) <= abs(value) * Fraction(5) * Fraction(10) ** -digits
    assert abs(Fraction(exact_text(value)) - value) <= abs(value) * Fraction(5) * Fraction(10) ** -20


@steady
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9))
def test_a_decimal_that_ends_is_exact(value):
    assert Fraction(exact_text(value)) == Fraction(value)


@pytest.mark.parametrize("value", [1.5, True, "3"])
def test_a_value_is_exact_or_a_decimal_never_a_float(value):
    with pytest.raises(TypeError):
        row(value=value)


def test_a_row_of_the_file():
    cells = row("percent", Fraction(1100, 18), "61.1", timepoint="M3", label="IGA 0, 1 or -2").cells()
    assert dict(zip(COLUMNS, cells, strict=True)) | {"label": ""} == dict.fromkeys(COLUMNS, "") | {
        "result_id": "efficacy/iga/-/M3/all/-/-/-/-/patients/percent",
        "analysis": "efficacy",
        "variable": "iga",
        "timepoint": "M3",
        "arm": "all",
        "unit": "patients",
        "stat": "percent",
        "value": "61.111111111111111111",
        "text": "61.1",
    }


SOUND = (row("N", 18, "18"), row("n", 11, "11"), row("percent", Fraction(1100, 18), "61.1"))


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ((row(), row()), "efficacy/iga/-/-/all/-/-/-/-/patients/n: the same key twice."),
        ((row(analysis="magic"),), "magic/iga/-/-/all/-/-/-/-/patients/n: unknown analysis."),
        ((row(unit="mg"),), "efficacy/iga/-/-/all/-/-/-/-/mg/n: unknown unit."),
        ((row(variable=""),), "efficacy/-/-/-/all/-/-/-/-/patients/n: a row needs a variable and a stat."),
        ((row(value=-1),), "efficacy/iga/-/-/all/-/-/-/-/patients/n: a count is a whole number, 0 or more."),
        ((row(error="failed"),), "efficacy/iga/-/-/all/-/-/-/-/patients/n: a row with an error has no value."),
        ((row(text=""),), "efficacy/iga/-/-/all/-/-/-/-/patients/n: a row needs a text."),
        ((row("N", 2, "2"), row("n", 3)), "efficacy/iga/-/-/all/-/-/-/-/patients/-: n is above N."),
        ((row("q1", 4, unit=""), row("median", 3, unit="")), "efficacy/iga/-/-/all/-/-/-/-/-/-: q1 is above median."),
        (
            (*SOUND[:2], row("percent", Fraction(611, 10), "61.1")),
            "efficacy/iga/-/-/all/-/-/-/-/patients/-: percent is not 100 n / N.",
        ),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(rows, fault):
    assert faults_of(rows) == [fault]
    with pytest.raises(InternalError, match="The results table does not hold together"):
        check(rows)


def test_a_sound_table_passes():
    empty = (row("N", 0, "0", arm="x"), row("n", 0, "0", arm="x"), row("percent", None, "–", arm="x"))
    check((*SOUND, *empty, row("median", None, "", error="no value", unit="")))


def test_rows_are_found_by_parts_of_their_key():
    results = Results((*SOUND, row("n", 2, "2", arm="bari4")))
    assert len(results) == 4
    assert [found.value for found in results.where(stat="n")] == [11, 2]
    assert [found.value for found in results.where(stat=("n", "N"), arm="all")] == [18, 11]
    assert results.text(analysis="efficacy", variable="iga", arm="all", unit="patients", stat="percent") == "61.1"
    assert results.text(analysis="efficacy", variable="easi") == "–"
    assert results.by_id(SOUND[1].result_id) is SOUND[1]
    assert results.distinct("arm") == ("all", "bari4")
    with pytest.raises(KeyError):
        results.where(arms="all")


def test_an_id_of_no_row_is_said_so():
    unknown = row(analysis="safety", variable="easi").result_id
    with pytest.raises(Problem) as told:
        Results(SOUND).by_id(unknown)
    assert str(told.value) == f'No result is called "{unknown}": copy one from the result_id column of results.csv.'


def test_the_id_that_was_probably_meant_is_named():
    meant = SOUND[1].result_id
    with pytest.raises(Problem) as told:
        Results(SOUND).by_id(f"{meant}x")
    assert str(told.value).endswith(f'result_id column of results.csv. Did you mean "{meant}"?')
