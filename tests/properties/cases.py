"""For each statistic: what is counted of a patient, how it is asked, and what mirrored patients make of its numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from hypothesis.strategies import SearchStrategy

from cohortium.statistics.weighting import weigh
from cohortium.tallies import add
from properties.mirrors import (
    Found,
    Turned,
    arms_and_centres,
    arms_swapped,
    complemented,
    described,
    each,
    exchanged,
    groups_reversed,
    inverted,
    negated,
    negated_values,
    outcome_turned,
    same,
    scaled,
    slower,
    times_swapped,
    twice,
)
from properties.patients import Patient, Patients, few, good, many

NAMES = ("arm", "age")


@dataclass(frozen=True)
class Case:
    """`key` is what is counted of a patient; `ask` gives the numbers of a count; `mirror` changes patients, `turned` the numbers."""

    key: Callable[[Patient], Any]
    ask: Callable[[Callable[..., Any], Any], Found]
    mirror: Callable[[Patients], Patients]
    turned: Turned
    poolable: bool = True
    patients: SearchStrategy[Patients] = few

    def count(self, patients: Patients) -> Any:
        """A tally, or a row per patient where the statistic must have one."""
        rows = map(self.key, patients)
        return Counter(rows) if self.poolable else list(rows)

    def pool(self, centres: Iterable[Patients]) -> Any:
        """What the centres counted apart, put together."""
        counts = [self.count(centre) for centre in centres]
        return add(counts) if self.poolable else [row for count in counts for row in count]


def arm_and_outcome(one: Patient) -> Hashable:
    return one.arm, good(one)


def shares(tally: Mapping[Any, int], *of: Any) -> tuple[int, int, int, int]:
    """n and N of the second arm, then of the first; `of` names the subgroup before them."""
    told = [(tally.get((*of, arm, True), 0), tally.get((*of, arm, False), 0)) for arm in (1, 0)]
    return told[0][0], sum(told[0]), told[1][0], sum(told[1])


def split(tally: Mapping[Any, int], labels: Iterable[Any]) -> list[dict[Any, int]]:
    """Group by group what follows the group in the key; a single value stands alone."""
    groups: dict[Any, dict[Any, int]] = {label: {} for label in labels}
    for (label, *rest), patients in tally.items():
        groups[label][rest[0] if len(rest) == 1 else tuple(rest)] = patients
    return list(groups.values())


def _of_shares(turned: Turned) -> Case:
    return Case(arm_and_outcome, lambda f, tally: f(*shares(tally)), arms_swapped, turned)


def _of_table() -> Case:
    def ask(f: Callable[..., Found], tally: Mapping[Any, int]) -> Found:
        return f([[group.get(value, 0) for value in range(5)] for group in split(tally, (0, 1))])

    return Case(lambda one: (one.arm, one.value), ask, arms_swapped, same)


def _of_pairs() -> Case:
    def ask(f: Callable[..., Found], tally: Mapping[Any, int]) -> Found:
        return f(tally.get((True, False), 0), tally.get((False, True), 0))

    return Case(lambda one: (good(one), one.before <= 1), ask, times_swapped, same)


def _all_pairs(f: Callable[..., Found], tally: Mapping[Any, int]) -> Found:
    return f(*(tally.get((was, now), 0) for was in (True, False) for now in (True, False)))


def _of_two_samples(turned: Turned, ask: Callable[..., Found] | None = None) -> Case:
    return Case(
        lambda one: (one.arm, one.value), lambda f, t: (ask or (lambda f, x, y: f(x, y)))(f, *split(t, (0, 1))), arms_swapped, turned
    )


def _centred_w(f: Callable[..., Found], x: Mapping[int, int], y: Mapping[int, int]) -> Found:
    """W less its expectation: what changes its sign with the groups."""
    found = f(x, y)
    return {**found, "statistic": found["statistic"] - Fraction(sum(x.values()) * sum(y.values()), 2)}


def _levels(f: Callable[..., Found], x: Mapping[int, int], y: Mapping[int, int]) -> Found:
    return f(*({f"level {value}": patients for value, patients in group.items()} for group in (x, y)))


def _centred_v(f: Callable[..., Found], tally: Mapping[int, int]) -> Found:
    found, pairs = f(tally), sum(patients for value, patients in tally.items() if value)
    return {**found, "statistic": found["statistic"] - Fraction(pairs * (pairs + 1), 4)}


def _of_three_groups() -> Case:
    return Case(lambda one: (one.term, one.value), lambda f, tally: f(split(tally, range(3))), groups_reversed, same)


def _trend(f: Callable[..., Found], tally: Mapping[Any, int]) -> Found:
    groups = split(tally, range(3))
    return f([group.get(True, 0) for group in groups], [sum(group.values()) for group in groups])


def _of_times(ask: Callable[..., Found], turned: Turned) -> Case:
    return Case(lambda one: (one.days, one.cause), ask, slower, turned)


def _half_way(tally: Mapping[Any, int]) -> Fraction:
    return Fraction(max(days for days, _ in tally), 2)


def _of_strata(turned: Turned) -> Case:
    def ask(f: Callable[..., Found], tally: Mapping[Any, int]) -> Found:
        return f([shares(tally, term) for term in range(3)])

    return Case(lambda one: (one.term, one.arm, good(one)), ask, arms_swapped, turned, patients=many)


def _of_p_values(mirror: Callable[[Patients], Patients], turned: Turned) -> Case:
    def ask(f: Callable[..., Any], rows: list[Fraction]) -> Found:
        return {f"adjusted of {p}": q for p, q in zip(rows, f(rows), strict=True)}

    return Case(lambda one: Fraction(one.value + 1, 1000), ask, mirror, turned, poolable=False)


def _doubled(found: Found) -> Found:
    return {f"adjusted of {2 * Fraction(name.split()[-1])}": 2 * value for name, value in found.items()}


def _counted_model() -> Case:
    """A model of patients who are alike counted together."""
    return Case(
        lambda one: (good(one), (one.arm, one.age), one.centre),
        lambda f, tally: f(tally, NAMES)["arm"],
        arms_and_centres,
        inverted("odds_ratio"),
        patients=many,
    )


def _row_model(outcome: Callable[[Patient], int], turned: Turned) -> Case:
    return Case(
        lambda one: (outcome(one), (one.arm, one.age), one.centre),
        lambda f, rows: f(rows, NAMES)["arm"],
        arms_and_centres,
        turned,
        poolable=False,
        patients=many,
    )


def _weighted(ask: Callable[..., Found], turned: Turned) -> Case:
    return Case(
        lambda one: (one.value, "xy"[one.arm], (one.age, one.before), one.centre),
        ask,
        arms_and_centres,
        turned,
        poolable=False,
        patients=many,
    )


def _both_means(f: Callable[..., Found], rows: Any) -> Found:
    fit = weigh(rows, ("age", "before"))
    return {f"{stat} {place}": value for place, group in enumerate("xy", start=1) for stat, value in f(fit, group).items()}


_ratio, _apart = inverted("odds_ratio"), negated("difference")
_SHARE = Case(good, lambda f, tally: f(tally.get(True, 0), sum(tally.values())), outcome_turned, complemented)
_SUMMARY = Case(lambda one: one.value, lambda f, tally: f(tally), negated_values, described)
_PAIRED = Case(lambda one: one.value - one.before, _centred_v, times_swapped, negated("statistic"))

CASES: dict[str, Case] = {
    **dict.fromkeys(("median_q1_q3", "mean_sd", "median_min_max"), _SUMMARY),
    "n_percent": _SHARE,
    "interval_wilson": _SHARE,
    "interval_clopper_pearson": Case(
        good, lambda f, tally: f(tally.get(True, 0), sum(tally.values()), "clopper_pearson"), outcome_turned, complemented
    ),
    "difference_newcombe": _of_shares(_apart),
    "risk_ratio": _of_shares(inverted("risk_ratio")),
    "odds_ratio": _of_shares(_ratio),
    "odds_ratio_exact": _of_shares(_ratio),
    **dict.fromkeys(("fisher", "chi_squared", "chi_squared_corrected"), _of_table()),
    **dict.fromkeys(("mcnemar", "mcnemar_exact"), _of_pairs()),
    "paired_difference": replace(_of_pairs(), ask=_all_pairs, turned=negated("difference")),
    "trend": Case(lambda one: (one.term, good(one)), _trend, groups_reversed, same),
    **dict.fromkeys(("mann_whitney", "mann_whitney_exact"), _of_two_samples(negated("statistic"), _centred_w)),
    **dict.fromkeys(("kruskal_wallis", "analysis_of_variance"), _of_three_groups()),
    "shift": _of_two_samples(negated("shift")),
    "pseudomedian": replace(_PAIRED, ask=lambda f, tally: f(tally), turned=negated("pseudomedian")),
    **dict.fromkeys(("signed_rank", "signed_rank_exact"), _PAIRED),
    "standardised_means": _of_two_samples(negated("standardised")),
    "standardised_shares": _of_shares(negated("standardised")),
    "standardised_levels": _of_two_samples(same, _levels),
    "holm": _of_p_values(each(value=lambda one: 2 * one.value + 1), _doubled),
    "benjamini_hochberg": _of_p_values(twice, same),
    "survival_at": _of_times(lambda f, tally: f(tally, _half_way(tally)), same),
    "median_survival": _of_times(lambda f, tally: f(tally), scaled(2, "median", "conf_low", "conf_high")),
    "median_follow_up": _of_times(lambda f, tally: f(tally), scaled(2, "median", "conf_low", "conf_high")),
    "restricted_mean": _of_times(lambda f, tally: f(tally, _half_way(tally)), scaled(2, "mean", "se", "conf_low", "conf_high")),
    "incidence_at": _of_times(lambda f, tally: f(tally, "stop", _half_way(tally)), same),
    "log_rank": Case(lambda one: (one.arm, one.days, one.cause), lambda f, tally: f(split(tally, (0, 1))), arms_swapped, exchanged),
    "incidence_rate": Case(
        lambda one: (one.days, one.cause),
        lambda f, tally: f(sum(n for (_, cause), n in tally.items() if cause), sum(days * n for (days, _), n in tally.items())),
        slower,
        lambda found: scaled(2, "patient_years")(scaled(0.5, "rate", "conf_low", "conf_high")(found)),
    ),
    "cox": Case(
        lambda one: (one.days, bool(one.cause), (one.arm, one.age)),
        lambda f, tally: f(tally, NAMES)["arm"],
        arms_swapped,
        inverted("hazard_ratio"),
        patients=many,
    ),
    "funnel_limits": Case(good, lambda f, tally: f(tally.get(True, 0), sum(tally.values()), 7), twice, same),
    **dict.fromkeys(("logistic", "firth"), _counted_model()),
    "breslow_day": _of_strata(same),
    **dict.fromkeys(("linear", "gee_linear"), _row_model(lambda one: one.value, _apart)),
    **dict.fromkeys(("logistic_by_centre", "gee_logistic"), _row_model(good, _ratio)),
    "pooled": Case(
        lambda one: (one.value, one.days),
        lambda f, rows: f([value for value, _ in rows], [days for _, days in rows], 40),
        negated_values,
        negated("estimate"),
        poolable=False,
    ),
    "treatment_model": _weighted(lambda f, rows: f(rows, ("age", "before"))["y", "age"], negated("coefficient")),
    "weighted_mean": _weighted(_both_means, exchanged),
    "weighted_difference": _weighted(lambda f, rows: f(weigh(rows, ("age", "before")), "x", "y"), _apart),
    "weighted_balance": _weighted(
        lambda f, rows: f(weigh(rows, ("age", "before")), ["age"], "x", "y"), negated("standardised_before", "standardised_after")
    ),
}
"""Statistic -> its case."""
