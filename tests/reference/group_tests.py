"""Tests and estimates of two and more groups by their definitions, one patient at a time; large-sample tails are scipy's."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal, localcontext
from fractions import Fraction
from math import comb

from .numbers import DIGITS, decimal_of, z_of

Share = tuple[int, int]
NOTHING = [None, None]


def odds_ratio(first: Share, second: Share, confidence: Fraction) -> list:
    """The cross product, its logarithm with Woolf's error."""
    cells = [first[0], first[1] - first[0], second[0], second[1] - second[0]]
    if not all(cells):
        return [None] * 3
    ratio = Fraction(cells[0] * cells[3], cells[1] * cells[2])
    with localcontext(prec=DIGITS):
        half = z_of(confidence) * decimal_of(sum((Fraction(1, cell) for cell in cells), Fraction(0))).sqrt()
        return [ratio, (decimal_of(ratio).ln() - half).exp(), (decimal_of(ratio).ln() + half).exp()]


def odds_ratio_exact(first: Share, second: Share, confidence: Fraction) -> list:
    """The odds under which what was seen is expected, and those under which it is as rare as the confidence says (given all margins)."""
    (n, total), (m, other) = first, second
    events = n + m
    ways = {k: comb(total, k) * comb(other, events - k) for k in range(max(0, events - other), min(events, total) + 1)}
    if not total or not other or len(ways) == 1:
        return [None] * 3
    tail = (1 - confidence) / 2

    def chance(odds: Decimal, of) -> Decimal:
        weights = {k: way * odds**k for k, way in ways.items()}
        return sum((of(k) * weight for k, weight in weights.items()), Decimal(0)) / sum(weights.values())

    def root(of, wanted) -> Decimal:
        """of grows with the odds."""
        low, high = Decimal("1e-30"), Decimal("1e30")
        for _ in range(150):
            middle = (low * high).sqrt()
            low, high = (middle, high) if chance(middle, of) < decimal_of(Fraction(wanted)) else (low, middle)
        return low

    with localcontext(prec=DIGITS):
        lowest, highest = n == min(ways), n == max(ways)
        estimate = Decimal(0) if lowest else None if highest else root(lambda k: k, n)
        low = Decimal(0) if lowest else root(lambda k: k >= n, tail)
        return [estimate, low, None if highest else root(lambda k: k > n, 1 - tail)]


def corrected_chi_squared(table: list[list[int]]) -> list:
    """Yates: every distance of a 2 x 2 table half a patient shorter, never beyond 0."""
    from scipy.stats import chi2

    total, columns = sum(map(sum, table)), [sum(column) for column in zip(*table, strict=True)]
    pairs = [(seen, Fraction(sum(row) * column, total)) for row in table for seen, column in zip(row, columns, strict=True)]
    # A table with two rows of two outcomes; any other is not corrected.
    less = min([Fraction(1, 2), *(abs(seen - want) for seen, want in pairs)]) if len(table) == 2 else Fraction(0)
    found = sum(((abs(seen - want) - less) ** 2 / want for seen, want in pairs), Fraction(0))
    return [found, len(table) - 1, chi2.sf(float(found), len(table) - 1)]


def trend(groups: list[Share]) -> list:
    """Cochran and Armitage as what it is: N times the squared correlation of answers with the places of their groups."""
    from scipy.stats import chi2

    patients = [(place, answer) for place, (n, of) in enumerate(groups) for answer in [1] * n + [0] * (of - n)]
    if len({place for place, _ in patients}) < 2 or len({answer for _, answer in patients}) < 2:
        return [None] * 3
    mean_x, mean_y = (Fraction(sum(each), len(patients)) for each in zip(*patients, strict=True))
    crossed = sum((x - mean_x) * (y - mean_y) for x, y in patients)
    spreads = sum((x - mean_x) ** 2 for x, _ in patients) * sum((y - mean_y) ** 2 for _, y in patients)
    found = len(patients) * crossed**2 / spreads
    return [found, 1, chi2.sf(float(found), 1)]


def mcnemar(lost: int, won: int) -> list:
    from scipy.stats import chi2

    if not lost + won:
        return [None] * 3
    found = Fraction(max(0, abs(lost - won) - 1) ** 2, lost + won)
    return [found, 1, chi2.sf(float(found), 1)]


def wins(first: list, second: list) -> Fraction:
    return sum((Fraction((x > y) * 2 + (x == y), 2) for x in first for y in second), Fraction(0))


def rank_sum(first: list, second: list) -> list:
    """scipy's Mann-Whitney test with continuity and ties; its statistic is R's W."""
    from scipy.stats import mannwhitneyu

    if not first or not second or len({*first, *second}) < 2:
        return NOTHING
    found = mannwhitneyu(list(map(float, first)), list(map(float, second)), method="asymptotic", use_continuity=True)
    return [wins(first, second), found.pvalue]


def rank_sum_exact(first: list, second: list) -> list:
    """The share of all ways to divide the patients whose statistic is as far from its mean, or farther."""
    if not first or not second or len({*first, *second}) < 2:
        return NOTHING
    everyone = first + second
    ranks = [2 * sum(other < one for other in everyone) + everyone.count(one) + 1 for one in everyone]
    sums = Counter({(0, 0): 1})
    for rank in ranks:
        for (taken, total), ways in list(sums.items()):
            sums[taken + 1, total + rank] += ways
    of_this_size = {total: ways for (taken, total), ways in sums.items() if taken == len(first)}
    seen, middle = sum(ranks[: len(first)]), Fraction(sum(ranks) * len(first), len(everyone))
    far = sum(ways for total, ways in of_this_size.items() if abs(total - middle) >= abs(seen - middle))
    return [wins(first, second), Fraction(far, sum(of_this_size.values()))]


def shift(first: list, second: list, confidence: Fraction) -> list:
    """The median of all differences; limits at the ranks that the count of wins without ties passes with that confidence (Moses)."""
    if not first or not second:
        return [None] * 3
    gaps, n, m = sorted(x - y for x in first for y in second), len(first), len(second)
    middle = (gaps[(n * m - 1) // 2] + gaps[n * m // 2]) / 2
    below, rank = Fraction(0), -1
    while below < (1 - confidence) / 2:
        rank += 1
        below += Fraction(_ways_to_win(n, m, rank), comb(n + m, n))
    return [middle, gaps[rank - 1], gaps[n * m - rank]] if rank else [middle, None, None]


def pseudomedian(gaps: list[Fraction], confidence: Fraction) -> list:
    """The median of the means of all pairs of changes, each with itself too; limits at the ranks that signs by chance pass (Tukey)."""
    if not gaps:
        return [None] * 3
    means = sorted((gaps[i] + gaps[j]) / 2 for i in range(len(gaps)) for j in range(i + 1))
    middle = (means[(len(means) - 1) // 2] + means[len(means) // 2]) / 2
    below, rank = Fraction(0), -1
    while below < (1 - confidence) / 2:
        rank += 1
        below += Fraction(_ways_to_sum(len(gaps), rank), 2 ** len(gaps))
    return [middle, means[rank - 1], means[len(means) - rank]] if rank else [middle, None, None]


_SUMS: dict[tuple[int, int], int] = {}


def _ways_to_sum(n: int, total: int) -> int:
    """Sets of the numbers 1 to n with this sum: the largest is in it, or not."""
    if total < 0 or not n:
        return int(not total)
    if (n, total) not in _SUMS:
        _SUMS[n, total] = _ways_to_sum(n - 1, total - n) + _ways_to_sum(n - 1, total)
    return _SUMS[n, total]


_KNOWN: dict[tuple[int, int, int], int] = {}


def _ways_to_win(n: int, m: int, wins: int) -> int:
    """Mann and Whitney's recurrence: the highest of all is of the first group, and beats m, or of the second."""
    if wins < 0 or not n or not m:
        return int(not wins)
    if (n, m, wins) not in _KNOWN:
        _KNOWN[n, m, wins] = _ways_to_win(n - 1, m, wins - m) + _ways_to_win(n, m - 1, wins)
    return _KNOWN[n, m, wins]


def signed_rank_exact(gaps: list[Fraction], zeros: str) -> list:
    """The share of all signs whose sum is as far from its mean, or farther."""
    ranked = ranks_of_pairs(gaps, zeros)
    if not ranked:
        return NOTHING
    sums: Counter = Counter({Fraction(0): 1})
    for rank, _ in ranked:
        sums = Counter({total: sums[total] + sums[total - rank] for total in [*sums, *(total + rank for total in sums)]})
    seen, middle = sum((rank for rank, up in ranked if up), Fraction(0)), sum(rank for rank, _ in ranked) / 2
    far = sum(ways for total, ways in sums.items() if abs(total - middle) >= abs(seen - middle))
    return [seen, Fraction(far, 2 ** len(ranked))]


def ranks_of_pairs(gaps: list[Fraction], zeros: str) -> list[tuple[Fraction, bool]]:
    """(rank, whether it is a rise) of each pair that differs: pairs that do not are left out before ranking, or (pratt) after it."""
    sizes = [abs(gap) for gap in gaps if gap or zeros == "pratt"]
    ranks = {one: Fraction(2 * sum(other < one for other in sizes) + sizes.count(one) + 1, 2) for one in sizes}
    return [(ranks[abs(gap)], gap > 0) for gap in gaps if gap]


def analysis_of_variance(groups: list[list[Fraction]]) -> list:
    from scipy.stats import f

    filled = [group for group in groups if group]
    count, values = len(filled), [value for group in filled for value in group]
    if count < 2 or len(values) <= count or all(len(set(group)) == 1 for group in filled):
        return [None] * 4
    means = [sum(group) / len(group) for group in filled]
    within = sum((value - mean) ** 2 for group, mean in zip(filled, means, strict=True) for value in group)
    between = sum((value - sum(values) / len(values)) ** 2 for value in values) - within
    ratio = (between / (count - 1)) / (within / (len(values) - count))
    return [ratio, count - 1, len(values) - count, f.sf(float(ratio), count - 1, len(values) - count)]


def adjusted(values: list, how: str) -> list:
    """Holm's and Benjamini and Hochberg's p-values by their definitions, each as the extreme over its own list."""
    order = sorted(values)
    count = len(order)
    if how == "holm":
        scaled = [(value, min(1, value * (count - place))) for place, value in enumerate(order)]
        return [max(p for value, p in scaled if value <= one) for one in values]
    scaled = [(value, value * count / (place + 1)) for place, value in enumerate(order)]
    return [min([1, *(p for value, p in scaled if value >= one)]) for one in values]


def breslow_day(pairs: list[tuple[Share, Share]]) -> float | None:
    """p of Breslow and Day's test with Tarone's correction, at the odds of Mantel and Haenszel; expected numbers by halving."""
    from scipy.stats import chi2

    told = [(a, b) for a, b in pairs if a[1] and b[1] and 0 < a[0] + b[0] < a[1] + b[1]]
    top = sum((Fraction(n * (other - m), total + other) for (n, total), (m, other) in told), Fraction(0))
    bottom = sum((Fraction((total - n) * m, total + other) for (n, total), (m, other) in told), Fraction(0))
    if len(told) < 2 or not top or not bottom:
        return None
    with localcontext(prec=DIGITS):
        odds, gaps, spreads = decimal_of(top / bottom), [], []
        for (n, total), (m, other) in told:
            low, high = Decimal(max(0, n + m - other)), Decimal(min(total, n + m))
            for _ in range(150):
                middle = (low + high) / 2
                below = middle * (other - n - m + middle) < odds * (total - middle) * (n + m - middle)
                low, high = (middle, high) if below else (low, middle)
            cells = (low, total - low, n + m - low, other - n - m + low)
            gaps.append(n - low)
            spreads.append(1 / sum(1 / cell for cell in cells))
        found = sum(gap**2 / spread for gap, spread in zip(gaps, spreads, strict=True)) - sum(gaps) ** 2 / sum(spreads)
    return chi2.sf(float(found), len(told) - 1)
