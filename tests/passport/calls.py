"""What a case can call: from plain lists, as a reader of R would write them, to the project's statistics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cohortium.statistics import STATISTICS, describe, proportion, quantile
from cohortium.statistics.homogeneity import common_odds
from cohortium.statistics.survival import restricted_mean
from cohortium.statistics.weighting import weigh

Found = Mapping[str, Any]
Numbers = Sequence[str | int | float]


def tallies(*groups: Numbers) -> tuple[list[dict[int, int]], Fraction]:
    """Lists of numbers as value tallies in the finest unit that any of them is written in."""
    texts = [[Decimal(str(value)) for value in group] for group in groups]
    decimals = max((max(0, -int(value.as_tuple().exponent)) for group in texts for value in group), default=0)
    return [dict(Counter(int(value.scaleb(decimals)) for value in group)) for group in texts], Fraction(1, 10**decimals)


def times(days: Sequence[int], event: Sequence[int | str]) -> dict[tuple[int, str], int]:
    """Days and events (1 or a cause; 0 or empty is a censoring) as a tally."""
    causes = ("" if cause in (0, "") else "event" if cause == 1 else str(cause) for cause in event)
    return dict(Counter(zip(days, causes, strict=True)))


def _summary(values: Numbers, quantiles: str = "sas") -> Found:
    (tally,), scale = tallies(values)
    return describe(tally, scale, quantiles)


def _quantile(values: Numbers, p: str, type: str) -> Found:  # noqa: A002
    (tally,), scale = tallies(values)
    return {"quantile": scale * quantile(tally, Fraction(p), type)}


def _share(n: int, total: int, interval: str, confidence: str = "0.95") -> Found:
    return proportion(n, total, interval, Fraction(confidence))


def _rule(rule: str) -> list[str]:
    """A data set of Simon and Lesage (1989) by its published rule: a first value, then pairs a tenth below and above it."""
    first, pairs = rule.split(" x ")
    centre = Decimal(first)
    return [str(value) for value in (centre, *([centre - Decimal("0.1"), centre + Decimal("0.1")] * int(pairs)))]


def _by_rule(rule: str) -> Found:
    return _summary(_rule(rule))


def _analysis(groups: Sequence[Numbers]) -> Found:
    found, scale = tallies(*groups)
    return STATISTICS["analysis_of_variance"].function(found, scale)


def _simon_lesage(mean: str, pairs: int) -> Found:
    """SmLs01 to SmLs09: nine treatments around mean + 0.4, + 0.3, + 0.5, + 0.3, + 0.5..."""
    centres = [Decimal(mean) + Decimal(tenths) / 10 for tenths in (4, *[3, 5] * 4)]
    return _analysis([_rule(f"{centre} x {pairs}") for centre in centres])


def _two(name: str) -> Callable[..., Found]:
    def call(x: Numbers, y: Numbers, **more: Any) -> Found:
        (first, second), scale = tallies(x, y)
        return STATISTICS[name].function(first, second, **({"scale": scale} if name == "shift" else {}), **more)

    return call


def _paired(name: str) -> Callable[..., Found]:
    def call(x: Numbers, y: Numbers, **more: Any) -> Found:
        gaps = [Decimal(str(a)) - Decimal(str(b)) for a, b in zip(x, y, strict=True)]
        (differences,), scale = tallies([str(gap) for gap in gaps])
        if name == "pseudomedian":
            return STATISTICS[name].function(differences, scale, Fraction(more.get("confidence", "0.95")))
        return STATISTICS[name].function(differences, **more)

    return call


def _kruskal(groups: Sequence[Numbers]) -> Found:
    return STATISTICS["kruskal_wallis"].function(tallies(*groups)[0])


def _levels(x: Mapping[str, int], y: Mapping[str, int]) -> Found:
    return STATISTICS["standardised_levels"].function(x, y)


def _adjusted(name: str) -> Callable[..., Found]:
    def call(p: Sequence[str]) -> Found:
        found = STATISTICS[name].function([Fraction(str(value)) for value in p])
        return {f"p{place}": value for place, value in enumerate(found, start=1)}

    return call


def _timed(name: str) -> Callable[..., Found]:
    def call(days: Sequence[int], event: Sequence[int | str], **more: Any) -> Found:
        return STATISTICS[name].function(times(days, event), **more)

    return call


def _restricted(days: Sequence[int], event: Sequence[int], tau: int) -> Found:
    return restricted_mean(times(days, event), tau)


def _incidence(days: Sequence[int], event: Sequence[int | str], cause: str, at: int) -> Found:
    return STATISTICS["incidence_at"].function(times(days, event), cause, at)


def _survival(days: Sequence[int], event: Sequence[int], at: int, interval: str) -> Found:
    return STATISTICS["survival_at"].function(times(days, event), at, interval=interval)


def _grouped(days: Sequence[int], event: Sequence[int], group: Sequence[int]) -> list[dict[tuple[int, str], int]]:
    labels = sorted(set(group))
    rows = list(zip(days, event, group, strict=True))
    return [times([d for d, _, g in rows if g == label], [e for _, e, g in rows if g == label]) for label in labels]


def _log_rank(days: Sequence[int], event: Sequence[int], group: Sequence[int]) -> Found:
    return STATISTICS["log_rank"].function(_grouped(days, event, group))


def _cox(days: Sequence[int], event: Sequence[int], x: Sequence[Any], term: str = "x1") -> Found:
    rows = [value if isinstance(value, list) else [value] for value in x]
    covariates = (tuple(Fraction(str(value)) for value in row) for row in rows)
    tally = Counter(zip(days, (bool(happened) for happened in event), covariates, strict=True))
    return STATISTICS["cox"].function(tally, [f"x{place + 1}" for place in range(len(rows[0]))])[term]


def _logistic(name: str) -> Callable[..., Found]:
    def call(y: Sequence[int], x: Sequence[Any], term: str, centre: Sequence[int] | None = None, **more: Any) -> Found:
        covariates = (tuple(Fraction(str(value)) for value in row) for row in x)
        tally = Counter(zip(map(bool, y), covariates, map(str, centre or [1] * len(y)), strict=True))
        return STATISTICS[name].function(tally, [f"x{place + 1}" for place in range(len(x[0]))], **more)[term]

    return call


def _by_centre(name: str) -> Callable[..., Found]:
    def call(y: Sequence[Any], x: Sequence[Any], centre: Sequence[int], term: str, **more: Any) -> Found:
        rows = [(Fraction(str(a)), tuple(Fraction(str(b)) for b in terms), str(c)) for a, terms, c in zip(y, x, centre, strict=True)]
        return STATISTICS[name].function(rows, [f"x{place + 1}" for place in range(len(x[0]))], **more)[term]

    return call


def _treated(y: Sequence[Any], group: Sequence[str], x: Sequence[Any], centre: Sequence[int]) -> tuple[list[Any], list[str]]:
    each = zip(y, group, x, centre, strict=True)
    rows = [(Fraction(str(a)), g, tuple(Fraction(str(b)) for b in terms), str(c)) for a, g, terms, c in each]
    return rows, [f"x{place + 1}" for place in range(len(x[0]))]


def _pooled(q: Sequence[str], se: Sequence[str], complete_df: int | None = None) -> Found:
    return STATISTICS["pooled"].function([Fraction(value) for value in q], [Fraction(value) ** 2 for value in se], complete_df)


def _treatment_model(of: str, term: str, **data: Any) -> Found:
    return STATISTICS["treatment_model"].function(*_treated(**data))[of, term]


def _weighted(name: str) -> Callable[..., Found]:
    def call(of: str, versus: str = "", term: str = "", **more: Any) -> Found:
        data = {part: more.pop(part) for part in ("y", "group", "x", "centre")}
        terms = [[term]] if term else []
        return STATISTICS[name].function(weigh(*_treated(**data), **more), *terms, *filter(None, (of, versus)))

    return call


CALLS: dict[str, Callable[..., Found]] = {
    **{name: entry.function for name, entry in STATISTICS.items()},
    "common_odds": common_odds,  # what the test of Breslow and Day is about
    "summary": _summary,
    "quantile": _quantile,
    "proportion": _share,
    "by_rule": _by_rule,
    "analysis_of_variance": _analysis,
    "simon_lesage": _simon_lesage,
    **{name: _two(name) for name in ("mann_whitney", "mann_whitney_exact", "shift", "standardised_means")},
    **{name: _paired(name) for name in ("pseudomedian", "signed_rank", "signed_rank_exact")},
    "kruskal_wallis": _kruskal,
    "standardised_levels": _levels,
    **{name: _adjusted(name) for name in ("holm", "benjamini_hochberg")},
    **{name: _timed(name) for name in ("median_survival", "median_follow_up")},
    "restricted_mean": _restricted,
    "incidence_at": _incidence,
    "survival_at": _survival,
    "log_rank": _log_rank,
    "cox": _cox,
    **{name: _logistic(name) for name in ("logistic", "firth")},
    **{name: _by_centre(name) for name in ("linear", "logistic_by_centre", "gee_linear", "gee_logistic")},
    "treatment_model": _treatment_model,
    "pooled": _pooled,
    **{name: _weighted(name) for name in ("weighted_mean", "weighted_difference", "weighted_balance")},
}
"""Name -> function. Statistics whose arguments are plain numbers are called as they are."""
