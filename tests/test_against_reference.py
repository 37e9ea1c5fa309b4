"""Cohortium and the plain-Python reference give the same results for generated studies, row by row and in both directions.

`COHORTIUM_EXAMPLES` sets how many studies are drawn (a soak: COHORTIUM_EXAMPLES=2000).
"""

from __future__ import annotations

import csv
import os
import tempfile
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cohortium import study
from generated import Generated, generate, shuffled, widened, with_one_score_changed, write_study
from generated.studies import ordered
from reference import compute

EXAMPLES = int(os.environ.get("COHORTIUM_EXAMPLES", "10"))
KEY = ("analysis", "variable", "level", "timepoint", "arm", "group", "group_level", "versus", "variant", "unit", "stat")
TWELVE = ("sd", "conf_low", "conf_high", "p_value", "p_adjusted", "p_interaction", "odds_ratio", "standardised")
STUDIES = st.builds(generate, st.integers(0, 2**32), st.integers(1, 4), st.integers(3, 12))
FORMS = st.sampled_from(["csv", "xlsx", "split"])

repeated = settings(max_examples=EXAMPLES, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), print_blob=False)
fewer = settings(repeated, max_examples=max(1, EXAMPLES // 6))


def results_text(generated: Generated, form: str = "csv") -> str:
    """The text of results.csv of one run in a folder of its own."""
    with tempfile.TemporaryDirectory() as place:
        folder = write_study(Path(place) / "study", generated.protocol, generated.tables, form)
        return (Path(study.run(folder).folder) / "results.csv").read_text(encoding="utf-8-sig")


def rows_of(text: str) -> dict[tuple, str]:
    """Every row by its key; a key that stands twice, or a number beside its error, would be a failure."""
    rows: dict[tuple, str] = {}
    for row in csv.DictReader(text.splitlines()):
        key = tuple(row[column] for column in KEY)
        assert key not in rows, f"twice: {key}"
        assert not (row["value"] and row["error"]), row
        rows[key] = row["value"]
    return rows


def same(value: str, expected: Fraction | Decimal | int | None, stat: str) -> bool:
    """Exact if the decimal ends, else 20 significant digits; 12 where the number is irrational or made by a library."""
    if expected is None or value == "":
        return expected is None and value == ""
    found, wanted = Fraction(value), Fraction(expected)
    if stat in TWELVE:
        return abs(found - wanted) <= abs(wanted) / 10**11
    return found == wanted or (not ends(wanted) and abs(found - wanted) <= abs(wanted) / 10**19)


def ends(value: Fraction) -> bool:
    """Whether the decimal ends: no prime but 2 and 5 below the line."""
    return 10**200 % value.denominator == 0


def differences(generated: Generated, text: str) -> list[str]:
    """What is missing, extra or different, as sentences that name the row."""
    expected, found = compute(generated.protocol, generated.tables).results, rows_of(text)
    lines = [f"missing: {key}" for key in expected.keys() - found.keys()] + [f"extra: {key}" for key in found.keys() - expected.keys()]
    for key in expected.keys() & found.keys():
        if not same(found[key], expected[key], key[-1]):
            lines.append(f"different: {key}: {found[key]!r}, the reference says {expected[key]}")
    return sorted(lines)


@repeated
@given(STUDIES, FORMS)
def test_every_row_agrees_with_the_reference(generated, form):
    assert differences(generated, results_text(generated, form)) == []


@fewer
@given(STUDIES, st.integers(0, 1000))
def test_the_order_of_rows_and_columns_and_empty_columns_change_nothing(generated, seed):
    plain = results_text(generated)
    assert results_text(shuffled(generated, Random(seed))) == plain
    assert results_text(widened(generated, Random(seed))) == plain


@fewer
@given(STUDIES)
def test_csv_workbooks_and_a_centre_in_two_files_give_the_same_text(generated):
    plain = results_text(generated)
    assert results_text(generated, "xlsx") == plain
    assert results_text(generated, "split") == plain


@fewer
@given(STUDIES, st.integers(0, 1000))
def test_one_changed_score_changes_exactly_the_rows_that_it_should(generated, seed):
    changed = with_one_score_changed(generated, Random(seed))
    before, after = rows_of(results_text(generated)), rows_of(results_text(changed))
    said = [compute(one.protocol, one.tables).results for one in (generated, changed)]
    assert {key for key in before if before[key] != after[key]} == {key for key in said[0] if said[0][key] != said[1][key]}


def test_more_terms_than_one_number_holds():
    """Those of a review stand twelve to a number: thirty, some before and some behind the others, one of them left out by a laboratory."""
    dice = Random(7)
    made = generate(14, 3, 12)
    kinds = ("clinical", "biological")
    more = [{f"more{n}": {"label": f"More {n}", "kind": dice.choice(kinds)} for n in ns} for ns in (range(11), range(11, 28))]
    safety = made.protocol["safety"] | {"terms": more[0] | made.protocol["safety"]["terms"] | more[1]}
    words = ["yes", *["no"] * 40, "not done", ""]
    reviews = [row | {name: dice.choice(words) for name in more[0] | more[1]} for row in made.tables["event_review"]]
    wide = Generated(made.protocol | {"safety": safety}, made.tables | {"event_review": reviews})
    assert differences(wide, results_text(wide)) == []
    statuses = [status.status for person in compute(wide.protocol, wide.tables).persons for status in person.statuses.values()]
    assert "excluded" in statuses and "incidence" in made.protocol


def test_with_the_arm_written_the_stop_is_that_of_the_arms_drug_whichever_row_comes_first():
    arms = {"upa15": {"drug": "upadacitinib", "daily_dose": "15 mg"}, "bari4": {"drug": "baricitinib", "daily_dose": "4 mg"}}
    protocol = {
        "study": "same_day",
        "arms": arms,
        "timepoints": {"M3": {"from": "2 months", "to": "4 months"}},
        "endpoints": {"e": {"measure": "EASI", "responder": {"improvement_at_least": "90 %"}, "at": "M3"}},
        "stop_reasons": {"ae": "Adverse event", "wish": "Patient's wish"},
    }
    who = {"_centre": "01", "patient": "A"}
    upa = who | {"drug": "upadacitinib", "daily_dose": "15", "start": "2021-01-31", "stop": "2021-06-01", "stop_reasons": "ae"}
    bari = who | {"drug": "baricitinib", "daily_dose": "4", "start": "2021-01-31", "stop": "2021-07-01", "stop_reasons": "wish"}
    for rows in ([upa, bari], [bari, upa]):
        generated = Generated(protocol, ordered({"treatments": [dict(row) for row in rows], "patients": [who | {"arm": "bari4"}]}))
        assert differences(generated, results_text(generated)) == []
