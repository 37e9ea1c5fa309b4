"""Two shares against each other: their difference, ratio of risks and ratio of odds, each with its interval."""

from __future__ import annotations

from decimal import localcontext
from fractions import Fraction

from cohortium.language import marked
from cohortium.statistics.exact_tables import conditional_odds
from cohortium.statistics.proportions import normal_quantile, wilson
from cohortium.statistics.statistic import Statistic, Stats, UndefinedStatistic, real

_DIGITS = 50
CONFIDENCE = Fraction(95, 100)


def difference(n: int, total: int, other_n: int, other_total: int, confidence: Fraction = CONFIDENCE) -> Stats:
    """First share minus second, in percentage points, with Newcombe's hybrid score interval.

    Stats: difference, conf_low, conf_high. UndefinedStatistic where a group is empty.
    """
    _check(n, total, other_n, other_total)
    with localcontext() as context:
        context.prec = _DIGITS
        first, second = (real(Fraction(100 * a, b)) for a, b in ((n, total), (other_n, other_total)))
        (low, high), (other_low, other_high) = (wilson(a, b, confidence) for a, b in ((n, total), (other_n, other_total)))
        down = ((first - low) ** 2 + (other_high - second) ** 2).sqrt()
        up = ((high - first) ** 2 + (second - other_low) ** 2).sqrt()
        exact = Fraction(100 * n, total) - Fraction(100 * other_n, other_total)
        return {"difference": exact, "conf_low": real(exact) - down, "conf_high": real(exact) + up}


def risk_ratio(n: int, total: int, other_n: int, other_total: int, confidence: Fraction = CONFIDENCE) -> Stats:
    """First share over second, with Katz' interval on the log scale. Stats: risk_ratio, conf_low, conf_high.

    UndefinedStatistic where a group is empty or has no events: no continuity correction is made up.
    """
    _check(n, total, other_n, other_total)
    if not n or not other_n:
        raise UndefinedStatistic("a ratio of risks needs at least one patient with the outcome in each group")
    variance = Fraction(1, n) - Fraction(1, total) + Fraction(1, other_n) - Fraction(1, other_total)
    return _ratio("risk_ratio", Fraction(n * other_total, total * other_n), variance, confidence)


def odds_ratio(n: int, total: int, other_n: int, other_total: int, confidence: Fraction = CONFIDENCE) -> Stats:
    """The ratio of odds (cross product) with Woolf's (Wald) interval. Stats: odds_ratio, conf_low, conf_high.

    UndefinedStatistic where one of the four cells is empty.
    """
    _check(n, total, other_n, other_total)
    cells = (n, total - n, other_n, other_total - other_n)
    if not all(cells):
        raise UndefinedStatistic(
            "this ratio of odds needs patients with and without the outcome in both groups; in comparisons, odds_ratio_exact has an answer"
        )
    ratio = Fraction(cells[0] * cells[3], cells[1] * cells[2])
    return _ratio("odds_ratio", ratio, sum((Fraction(1, cell) for cell in cells), Fraction(0)), confidence)


def odds_ratio_exact(n: int, total: int, other_n: int, other_total: int, confidence: Fraction = CONFIDENCE) -> Stats:
    """The conditional maximum likelihood ratio of odds with its exact interval. Stats: odds_ratio, conf_low, conf_high.

    An upper limit (or estimate) of infinity is None. UndefinedStatistic where everybody or nobody has the outcome.
    """
    _check(n, total, other_n, other_total)
    if n + other_n in (0, total + other_total):
        raise UndefinedStatistic("a ratio of odds needs patients with and without the outcome")
    estimate, low, high = conditional_odds(n, total, other_n, other_total, confidence)
    return {"odds_ratio": estimate, "conf_low": low, "conf_high": high}


def _ratio(name: str, ratio: Fraction, variance: Fraction, confidence: Fraction) -> Stats:
    with localcontext() as context:
        context.prec = _DIGITS
        spread = (normal_quantile((1 + confidence) / 2) * real(variance).sqrt()).exp()
        return {name: ratio, "conf_low": real(ratio) / spread, "conf_high": real(ratio) * spread}


def _check(n: int, total: int, other_n: int, other_total: int) -> None:
    if not (0 <= n <= total and 0 <= other_n <= other_total):
        raise ValueError("a share needs 0 <= n <= N")
    if not total or not other_total:
        raise UndefinedStatistic("one of the two groups has no patient")


_TO = "({conf_low} to {conf_high})"
ENTRIES = {
    "difference_newcombe": Statistic(
        difference,
        ("difference", "conf_low", "conf_high"),
        "{difference} " + _TO,
        "Newcombe 1998, Stat Med 17:873-890, method 10",
        'DescTools::BinomDiffCI(n, N, other_n, other_N, method = "score") * 100',
        marked("difference of shares, Newcombe hybrid score interval"),
    ),
    "risk_ratio": Statistic(
        risk_ratio,
        ("risk_ratio", "conf_low", "conf_high"),
        "{risk_ratio} " + _TO,
        "Katz et al. 1978, Biometrics 34:469-474",
        'exp(coef(glm(y ~ group, binomial("log")))["group"] + c(0, -1, 1) * qnorm(0.975) * se)',
        marked("risk ratio, Katz log interval"),
    ),
    "odds_ratio": Statistic(
        odds_ratio,
        ("odds_ratio", "conf_low", "conf_high"),
        "{odds_ratio} " + _TO,
        "Woolf 1955, Ann Hum Genet 19:251-253",
        "exp(cbind(coef(m), confint.default(m))) with m <- glm(y ~ group, binomial)",
        marked("odds ratio, Woolf (Wald) interval"),
    ),
    "odds_ratio_exact": Statistic(
        odds_ratio_exact,
        ("odds_ratio", "conf_low", "conf_high"),
        "{odds_ratio} " + _TO,
        "Cornfield 1956; Agresti 2002, Categorical Data Analysis, 3.5",
        "fisher.test(x)[c('estimate', 'conf.int')]",
        marked("odds ratio, conditional estimate and exact interval"),
    ),
}
