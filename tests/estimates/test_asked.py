"""Rows of the analyses that a study asks for: numbers of R, and what must not change when tallies are cut, mixed or renamed."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohortium.displays.comparisons import comparisons_table, within_table
from cohortium.displays.lookup import Lookup
from cohortium.estimates.cells import Estimation
from cohortium.estimates.centres import by_centre
from cohortium.estimates.comparisons import CONTRASTS, comparisons
from cohortium.estimates.incidence import incidence
from cohortium.estimates.survival import potential_follow_up, survival
from cohortium.measures import measures_of
from cohortium.protocol.analyses import Contrast
from cohortium.protocol.model import Protocol
from cohortium.results import Results, check
from cohortium.statistics import STATISTICS
from cohortium.tallies import Tally

ARMS = {"mp": {"label": "6-MP"}, "placebo": {"label": "Placebo"}}
BASE = {
    "study": "leukaemia",
    "arms": ARMS,
    "timepoints": {"M3": {"from": "2 months", "to": "4 months"}, "M6": {"from": "5 months", "to": "7 months"}},
    "endpoints": {
        "clear": {"label": "IGA 0 or 1", "role": "primary", "measure": "IGA", "responder": {"value_at_most": 1}, "at": ["M3", "M6"]},
        "itch": {"label": "Itch", "measure": "PNRS", "summary": {"change": "median_q1_q3"}, "at": ["M3"]},
    },
}
# Freireich et al. 1963, Blood 21:699-716: weeks of remission, as days here; 6-MP has 12 censored.
MP = [(6, 1), (6, 1), (6, 1), (7, 1), (10, 1), (13, 1), (16, 1), (22, 1), (23, 1)]
MP += [(days, 0) for days in (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)]
PLACEBO = [(days, 1) for days in (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)]
TIMES = ("variable", "centre", "arm", "strata", "days", "cause", "reasons", "patients")
ANSWERS = ("endpoint", "timepoint", "centre", "arm", "strata", "state", "responder", "imputed", "patients")
CHANGES = ("endpoint", "timepoint", "centre", "arm", "strata", "baseline", "value", "patients")
PAIRS = ("endpoint", "earlier", "timepoint", "centre", "arm", "strata", "first_answer", "second_answer", "patients")
RISK = ("term", "centre", "arm", "strata", "patients", "events", "undated", "days")


def estimation(asked: dict, **tallies: Tally) -> Estimation:
    protocol = Protocol.model_validate(BASE | asked)
    return Estimation(protocol, measures_of(protocol), {f"tally_{name}": tally for name, tally in tallies.items()})


def table(rows) -> Results:
    found = Results(tuple(rows))
    check(found)
    return found


def leukaemia(random: Random | None = None, mp: str = "mp", placebo: str = "placebo") -> Tally:
    """The times of both groups over three centres, in the order that `random` gives them."""
    groups = ((mp, MP), (placebo, PLACEBO))
    patients = [(arm, days, "inefficacy" if event else "") for arm, times in groups for days, event in times]
    rows = [("survival", f"0{place % 3}", arm, 0, days, cause, 1, 1) for place, (arm, days, cause) in enumerate(patients)]
    rows += [("follow_up", "00", "mp", 0, 40, "", 0, 42)]
    if random:
        random.shuffle(rows)
    return Tally(TIMES, tuple(rows))


def value(results: Results, **parts: str) -> Decimal:
    row = results.get(**parts)
    assert row is not None and row.value is not None, parts
    number = Fraction(row.value)
    return Decimal(number.numerator) / Decimal(number.denominator)


def near(found: Decimal, expected: str) -> bool:
    """Equal to the ten digits that R was asked for."""
    return abs(found - Decimal(expected)) <= abs(Decimal(expected)) * Decimal("1e-9")


SURVIVAL = {"survival": {"at": ["10 days", "20 days"], "until": "20 days", "compare": ["log_rank", "cox"]}}
OF = {"analysis": "survival", "variable": "survival"}


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        # R 4 with survival: survfit(Surv(t1, e1) ~ 1, conf.type = "log-log") at 10 and 20; t1, e1 are 6-MP
        ({"arm": "mp", "timepoint": "10 days", "stat": "percent"}, "75.29411765"),
        ({"arm": "mp", "timepoint": "10 days", "stat": "conf_low"}, "50.31995108"),
        ({"arm": "mp", "timepoint": "20 days", "stat": "conf_high"}, "80.49121895"),
        ({"arm": "mp", "timepoint": "10 days", "stat": "n_at_risk"}, "15"),
        ({"arm": "mp", "timepoint": "20 days", "stat": "n_at_risk"}, "8"),
        # survdiff(Surv(t, e) ~ g)
        ({"arm": "mp", "versus": "placebo", "level": "log_rank", "stat": "statistic"}, "16.79294099"),
        ({"arm": "mp", "versus": "placebo", "level": "log_rank", "stat": "p_value"}, "0.00004168809109"),
        # coxph(Surv(t, e) ~ g), confint, cox.zph(m, "km")
        ({"arm": "mp", "versus": "placebo", "level": "cox", "stat": "hazard_ratio"}, "0.2076035248"),
        ({"arm": "mp", "versus": "placebo", "level": "cox", "stat": "conf_low"}, "0.09251283726"),
        ({"arm": "mp", "versus": "placebo", "level": "cox", "stat": "conf_high"}, "0.4658728972"),
        ({"arm": "mp", "versus": "placebo", "level": "cox", "stat": "p_value"}, "0.000137753762"),
        ({"arm": "mp", "versus": "placebo", "level": "cox", "stat": "ph_p_value"}, "0.879812895"),
    ],
)
def test_time_on_treatment_is_as_in_r(parts, expected):
    results = table(survival(estimation(SURVIVAL, times=leukaemia())))
    assert near(value(results, **OF, **parts), expected)


def test_the_median_is_in_months_and_its_limits_with_it():
    """quantile(survfit(Surv(t2, e2) ~ 1, conf.type = "log-log"), 0.5): 8 (4 to 11) days with placebo."""
    results = table(survival(estimation(SURVIVAL, times=leukaemia())))
    found = [results.get(**OF, arm="placebo", stat=stat).value for stat in ("median", "conf_low", "conf_high")]
    assert found == [days / Fraction(487, 16) for days in (8, 4, 11)]
    assert results.text(**OF, arm="mp", stat="conf_high") == "not reached"


def test_a_later_group_without_patients_has_no_hazard_ratio_and_leaves_the_others_theirs():
    three = {"arms": ARMS | {"late": {}}, "comparisons": {"versus": "placebo", "by": "difference"}}
    results = table(survival(estimation(SURVIVAL | three, times=leukaemia())))
    cox = {**OF, "versus": "placebo", "level": "cox", "stat": "hazard_ratio"}
    assert near(value(results, **cox, arm="mp"), "0.2076035248")
    assert results.get(**cox, arm="late").error == "the terms depend on each other, or nobody at risk differs in them"


def test_what_nobody_was_followed_for_is_a_row_with_its_error():
    results = table(survival(estimation({"survival": {"at": ["6 months"]}}, times=leukaemia())))
    row = results.get(**OF, arm="mp", timepoint="6 months", stat="percent")
    assert (row.value, row.text, row.error) == (None, "–", "nobody was followed for that long")


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_the_order_of_rows_and_the_cut_into_centres_change_nothing(seed):
    whole = table(survival(estimation(SURVIVAL, times=leukaemia())))
    one = Tally(TIMES, tuple((row[0], "00", *row[2:]) for row in leukaemia().rows))
    for tally in (leukaemia(Random(seed)), one):
        again = table(survival(estimation(SURVIVAL, times=tally)))
        assert [row.cells() for row in again] == [row.cells() for row in whole]


def test_renamed_groups_carry_their_numbers_along():
    plain, swapped = (
        table(survival(estimation(SURVIVAL, times=leukaemia(None, *names)))) for names in (("mp", "placebo"), ("placebo", "mp"))
    )
    pair = {**OF, "arm": "mp", "versus": "placebo"}
    for stat in ("statistic", "p_value"):
        assert value(plain, **pair, level="log_rank", stat=stat) == value(swapped, **pair, level="log_rank", stat=stat)
    ratio = value(plain, **pair, level="cox", stat="hazard_ratio") * value(swapped, **pair, level="cox", stat="hazard_ratio")
    assert abs(ratio - 1) < Decimal("1e-10")
    for stat in ("N", "n"):
        found = [one.get(**OF, arm=arm, unit="patients", stat=stat).value for one, arm in ((plain, "mp"), (swapped, "placebo"))]
        assert found[0] == found[1]


def test_follow_up_that_nobody_left_by_dying_is_its_plain_median():
    results = table(potential_follow_up(estimation(SURVIVAL, times=leukaemia())))
    of = {"analysis": "follow_up", "variable": "follow_up", "level": "reverse_kaplan_meier", "stat": "median"}
    assert results.get(**of, arm="mp").value == 40 / Fraction(487, 16)
    assert results.get(**of, arm="placebo").error == "no patient has a time"


def test_incidence_is_that_of_poisson_test():
    """poisson.test(23, 28)$conf.int * 100; 28 years are 10227 days, cut over two centres here."""
    tally = Tally(RISK, (("acne", "01", "mp", 0, 60, 10, 1, 4000), ("acne", "02", "mp", 0, 39, 13, 0, 6227)))
    asked = {"incidence": {"terms": "acne"}, "safety": {"terms": {"acne": {"label": "Acne"}}}}
    results = table(incidence(estimation(asked, risk=tally)))
    of = {"analysis": "incidence", "variable": "acne", "arm": "all", "unit": "patient-years"}
    for stat, expected in (("rate", "82.14285714"), ("conf_low", "52.07152513"), ("conf_high", "123.2546175")):
        assert near(value(results, **of, stat=stat), expected)
    assert results.get(**of, stat="rate").warning == "1 patient whose event has no date counts as without it."
    assert results.get(**(of | {"arm": "placebo"}), stat="rate").error == "nobody was at risk for a day"


# Comparisons

EVERY = {"comparisons": {"by": list(CONTRASTS), "adjust": "holm"}}
MP_CHANGES, PLACEBO_CHANGES = (-3, -5, -1, -4, -2, -6), (0, -1, -2, 1, 0, -3)


def answers(centres: int = 1, swap: bool = False) -> Tally:
    """33 of 54 respond with 6-MP, 14 of 34 with placebo; at M6 some of them still do."""
    arms = ("placebo", "mp") if swap else ("mp", "placebo")
    rows = []
    for arm, (yes, no) in zip(arms, ((33, 21), (14, 20)), strict=True):
        for answer, count in ((True, yes), (False, no)):
            for centre in range(centres):
                share = count // centres + (centre < count % centres)
                rows.append(("clear", "M3", f"0{centre + 1}", arm, 0, "evaluable", answer, None, share))
                rows.append(("clear", "M3", f"0{centre + 1}", arm, 0, "not_due", None, None, 2))
    return Tally(ANSWERS, tuple(rows))


def changes(swap: bool = False) -> Tally:
    arms = ("placebo", "mp") if swap else ("mp", "placebo")
    groups = zip(arms, (MP_CHANGES, PLACEBO_CHANGES), strict=True)
    return Tally(CHANGES, tuple(("itch", "M3", "01", arm, 0, 8, 8 + change, 1) for arm, values in groups for change in values))


def pairs() -> Tally:
    counts = {(True, True): 10, (True, False): 2, (False, True): 9, (False, False): 11}
    return Tally(PAIRS, tuple(("clear", "M3", "M6", "01", "mp", 0, *answer, count) for answer, count in counts.items()))


def compared(asked: dict = EVERY, swap: bool = False, centres: int = 1) -> Results:
    found = estimation(asked, responses=answers(centres, swap), changes=changes(swap), answers=pairs())
    return table(comparisons(found))


CLEAR = {"analysis": "efficacy", "variable": "clear", "timepoint": "M3", "arm": "mp", "versus": "placebo"}
ITCH = CLEAR | {"variable": "itch"}


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (CLEAR | {"level": "fisher", "stat": "p_value"}, "0.08183787842"),  # fisher.test(matrix(c(33, 21, 14, 20), 2, byrow = TRUE))
        (ITCH | {"level": "mann_whitney", "stat": "p_value"}, "0.03604870759"),  # wilcox.test(x, y, exact = FALSE)
        ({**ITCH, "arm": "all", "versus": "", "level": "kruskal_wallis", "stat": "p_value"}, "0.02948000705"),  # kruskal.test(list(x, y))
        # ratesci::pairbinci(c(10, 9, 2, 11), method_RD = "MOVER_newc", moverbase = "wilson"), by its parts in R
        ({**CLEAR, "versus": "", "timepoint": "M6", "level": "paired_difference", "stat": "difference"}, "21.875"),
        ({**CLEAR, "versus": "", "timepoint": "M6", "level": "paired_difference", "stat": "conf_low"}, "1.723885881"),
        ({**CLEAR, "versus": "", "timepoint": "M6", "level": "paired_difference", "stat": "conf_high"}, "39.28138957"),
        ({**CLEAR, "versus": "", "timepoint": "M6", "level": "mcnemar", "stat": "p_value"}, "0.07044042927"),  # mcnemar.test(matrix)
        ({**CLEAR, "versus": "", "timepoint": "M6", "level": "mcnemar_exact", "stat": "p_value"}, "0.0654296875"),  # binom.test(2, 11)
        ({**ITCH, "versus": "", "level": "signed_rank", "stat": "p_value"}, "0.03603168622"),  # wilcox.test(x, mu = 0, exact = FALSE)
        ({**ITCH, "versus": "", "level": "pseudomedian", "stat": "pseudomedian"}, "-3.5"),  # wilcox.test(x, conf.int = TRUE)
        ({**ITCH, "versus": "", "level": "pseudomedian", "stat": "conf_low"}, "-6"),
        ({**ITCH, "versus": "", "level": "pseudomedian", "stat": "conf_high"}, "-1"),
    ],
)
def test_comparisons_are_as_in_r(parts, expected):
    assert near(value(compared(), **parts), expected)


def test_the_difference_is_newcombes_and_its_p_values_are_adjusted_in_their_family():
    results = compared()
    assert results.text(**CLEAR, level="difference", stat="difference") == "19.9"
    assert results.text(**CLEAR, level="difference", stat="conf_low") == "-1.4"
    row = results.get(**CLEAR, level="fisher", stat="p_adjusted")
    assert row.method == "Fisher's exact test; Holm, 1 p-value"
    assert row.value == results.get(**CLEAR, level="fisher", stat="p_value").value
    assert results.get(**CLEAR, level="trend", stat="p_value") is None, "a trend is over all groups"


def test_groups_the_other_way_round_turn_the_difference_and_keep_the_p_value():
    plain, swapped = compared(), compared(swap=True)
    for parts, stat in ((CLEAR | {"level": "difference"}, "difference"), (ITCH | {"level": "shift"}, "shift")):
        assert value(plain, **parts, stat=stat) == -value(swapped, **parts, stat=stat)
    for level, parts in (("fisher", CLEAR), ("chi_squared", CLEAR), ("mann_whitney_exact", ITCH)):
        assert value(plain, **parts, level=level, stat="p_value") == value(swapped, **parts, level=level, stat="p_value")
    assert abs(
        value(plain, **CLEAR, level="risk_ratio", stat="risk_ratio") * value(swapped, **CLEAR, level="risk_ratio", stat="risk_ratio") - 1
    ) < Decimal("1e-25")


SIGNED = ("difference", "shift")


@pytest.mark.parametrize("level", CONTRASTS)
def test_every_contrast_turns_round_with_its_groups(level):
    """p-values stay; a difference changes its sign and a ratio turns over, each with its limits."""
    asked = {"comparisons": {"by": level}}
    first, second = (compared(asked, swap) for swap in (False, True))
    pairs = {(row.variable, row.timepoint, row.arm, row.stat): row.value for row in second if row.value is not None}
    numbers = [row for row in first if row.value is not None]
    assert numbers, "a contrast without a number is none"
    for row in numbers:
        other = {"conf_low": "conf_high", "conf_high": "conf_low"}.get(row.stat, row.stat) if row.versus else row.stat
        arm = row.arm if row.versus or row.arm == "all" or level in MATCHED else {"mp": "placebo", "placebo": "mp"}[row.arm]
        found, wanted = float(row.value), float(pairs[row.variable, row.timepoint, arm, other])
        if row.stat == "statistic" and level.startswith("mann_whitney"):
            wanted = len(MP_CHANGES) * len(PLACEBO_CHANGES) - wanted
        elif row.versus and row.stat in (level, "conf_low", "conf_high", "odds_ratio"):
            wanted = -wanted if level in SIGNED else 1 / wanted
        assert found == pytest.approx(wanted, rel=1e-12), row.stat


MATCHED = ("paired_difference", "mcnemar", "mcnemar_exact")
"""Their pairs are of one group here, whatever the others are called."""


def test_every_line_of_a_comparison_names_its_method_below_the_table():
    results = compared({"comparisons": {"by": list(CONTRASTS), "adjust": "benjamini_hochberg"}})
    protocol = Protocol.model_validate(BASE | {"comparisons": {"by": list(CONTRASTS), "adjust": "benjamini_hochberg"}})
    tables = [build(protocol, Lookup.over(results)) for build in (comparisons_table, within_table)]
    assert {row.key.split("/")[1] for table in tables for row in table.rows if row.kind != "group"} == set(CONTRASTS)
    for table in tables:
        said = " ".join(note.text for note in table.footnotes).lower()
        lines = [row for row in table.rows if row.kind != "group"]
        assert lines and all(row.marks for row in lines)
        for row in lines:
            assert STATISTICS[CONTRASTS[row.key.split("/")[1]].statistic].label.lower() in said, row.label
        assert "benjamini-hochberg" in said


def test_centres_that_are_pooled_give_the_same_comparison():
    assert [row.cells() for row in compared(centres=3)] == [row.cells() for row in compared()]


def test_what_is_not_asked_for_is_not_there():
    assert not table(comparisons(estimation({}, responses=answers())))
    assert {row.level for row in compared({"comparisons": {}})} == {"difference", "shift"}


def test_every_word_of_the_protocol_is_a_statistic():
    assert set(CONTRASTS) == set(Contrast.__args__)
    assert {contrast.statistic for contrast in CONTRASTS.values()} <= set(STATISTICS)


# Centres


def by_centres(centres: int) -> Results:
    subjects = Tally(("centre", "arm", "patients"), tuple((f"0{place + 1}", "mp", 1) for place in range(centres)))
    found = estimation({"by_centre": {}}, responses=answers(centres), subjects=subjects)
    return table(by_centre(found))


def test_each_centre_and_all_without_it_add_up_to_the_study():
    results = by_centres(3)
    of = {"analysis": "efficacy", "variable": "clear", "timepoint": "M3", "arm": "all", "group": "centre", "unit": "patients"}
    counted = Counter()
    for centre in ("01", "02", "03"):
        for stat in ("n", "N"):
            own, others = (results.get(**of, group_level=centre, variant=variant, stat=stat).value for variant in ("", "left_out"))
            assert own + others == {"n": 47, "N": 88}[stat]
            counted[stat] += own
    assert counted == {"n": 47, "N": 88}


def test_a_centre_knows_the_results_of_all_who_were_due():
    results = by_centres(3)
    of = {"analysis": "efficacy", "variable": "clear", "timepoint": "M3", "arm": "all", "group": "centre", "group_level": "01"}
    due, known = (results.get(**of, level="evaluable", unit="patients", stat=stat).value for stat in ("N", "n"))
    assert due == known == results.get(**of, unit="patients", stat="N").value
    assert results.get(**of, level="funnel_95", stat="conf_low").method == "funnel limits, exact binomial, 95 %"


def test_one_centre_cannot_differ_from_itself():
    row = by_centres(1).get(
        analysis="efficacy", variable="clear", timepoint="M3", arm="all", group="centre", level="fisher", stat="p_value"
    )
    assert row.error == "a table of counts needs two groups with patients and two different outcomes"
