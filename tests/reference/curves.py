"""Time to an event by its definitions: day by day, patient by patient, in exact or 50-digit arithmetic."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache
from math import factorial

from .numbers import DIGITS, decimal_of, z_of

Times = list[tuple[int, str]]
"""(days, cause) of each patient; an empty cause is a censoring."""
Limit = Decimal | None


def survival(times: Times, day: Fraction) -> tuple[Fraction, Fraction | None]:
    """S at a day and the sum of d / (r (r - d)); None once nobody is left."""
    curve, spread = Fraction(1), Fraction(0)
    for when in sorted({days for days, cause in times if cause and days <= day}):
        risk, events = sum(days >= when for days, _ in times), sum(days == when and bool(cause) for days, cause in times)
        curve *= 1 - Fraction(events, risk)
        spread = None if events == risk or spread is None else spread + Fraction(events, risk * (risk - events))
    return curve, spread


def limits(curve: Fraction, spread: Fraction | None, interval: str, confidence: Fraction) -> tuple[Limit, Limit]:
    if not 0 < curve < 1 or spread is None:
        return None, None
    with localcontext(prec=DIGITS):
        s, half = decimal_of(curve), z_of(confidence) * decimal_of(spread).sqrt()
        if interval == "plain":
            low, high = s * (1 - half), s * (1 + half)
        elif interval == "log":
            low, high = s * (-half).exp(), s * half.exp()
        else:
            low, high = s ** (half / -s.ln()).exp(), s ** (-half / -s.ln()).exp()
        return max(low, Decimal(0)), min(high, Decimal(1))


def median(times: Times, interval: str, confidence: Fraction, flat: str) -> list[Fraction | None]:
    """Where the curve and its two limits come to one half or below."""
    days = sorted({when for when, cause in times if cause})
    curves = [survival(times, Fraction(when)) for when in days]
    rows = [(curve, *limits(curve, spread, interval, confidence)) for curve, spread in curves]
    found: list[Fraction | None] = []
    for column in range(3):
        place = next((at for at, row in enumerate(rows) if row[column] is not None and row[column] <= Fraction(1, 2)), None)
        if place is None:
            found.append(None)
        elif rows[place][column] == Fraction(1, 2) and flat == "midpoint" and place + 1 < len(days):
            found.append(Fraction(days[place] + days[place + 1], 2))
        else:
            found.append(Fraction(days[place]))
    return found


def share_at(times: Times, day: Fraction, interval: str, confidence: Fraction) -> list:
    """percent, limits, patients at risk; four times None where nobody was followed for that long."""
    curve, spread = survival(times, day)
    if not times or (day > max(days for days, _ in times) and curve):
        return [None] * 4
    low, high = limits(curve, spread, interval, confidence)
    return [100 * curve, low and 100 * low, high and 100 * high, sum(days >= day for days, _ in times)]


def mean_up_to(times: Times, tau: Fraction, confidence: Fraction) -> list:
    """The area under the curve, day by day, with its limits."""
    if not times or (max(days for days, _ in times) < tau and survival(times, tau)[0]):
        return [None] * 3
    heights = [survival(times, Fraction(day))[0] for day in range(int(tau) + 1)]

    def area(start: int) -> Fraction:
        return sum(heights[start : int(tau)], Fraction(0)) + heights[int(tau)] * (tau - int(tau))

    variance = Fraction(0)
    for when in {days for days, cause in times if cause and days < tau}:
        risk, events = sum(days >= when for days, _ in times), sum(days == when and bool(cause) for days, cause in times)
        if events < risk:
            variance += area(when) ** 2 * Fraction(events, risk * (risk - events))
    if not variance:  # nothing happened, or everything at once: limits without width would claim to know
        return [area(0), None, None]
    with localcontext(prec=DIGITS):
        half = z_of(confidence) * decimal_of(variance).sqrt()
        return [area(0), decimal_of(area(0)) - half, decimal_of(area(0)) + half]


def ended_by(times: Times, cause: str, day: Fraction, confidence: Fraction) -> list:
    """Aalen and Johansen's share of a cause; its variance by carrying the covariance of (still there, ended by it) along."""
    if not times or day > max(days for days, _ in times):
        return [None] * 3
    still, share = Fraction(1), Fraction(0)
    a, b, c = Fraction(0), Fraction(0), Fraction(0)  # variance of still, covariance, variance of share
    for when in sorted({days for days, why in times if why and days <= day}):
        risk = sum(days >= when for days, _ in times)
        every = Fraction(sum(days == when and bool(why) for days, why in times), risk)
        mine = Fraction(sum((days, why) == (when, cause) for days, why in times), risk)
        a, b, c = (
            (1 - every) ** 2 * a + still**2 * every * (1 - every) / risk,
            (1 - every) * (mine * a + b) - still**2 * mine * (1 - every) / risk,
            mine**2 * a + 2 * mine * b + c + still**2 * mine * (1 - mine) / risk,
        )
        still, share = still * (1 - every), share + still * mine
    if not 0 < share < 1:
        return [100 * share, None, None]
    with localcontext(prec=DIGITS):
        p, rest = decimal_of(share), -decimal_of(share).ln()
        spread = z_of(confidence) * decimal_of(c).sqrt() / (p * rest)
        return [100 * share, 100 * (-rest * spread.exp()).exp(), 100 * (-rest * (-spread).exp()).exp()]


def log_rank(groups: list[Times]) -> tuple[Fraction, int] | None:
    """The statistic and its degrees of freedom; None where it cannot be worked out."""
    groups = [group for group in groups if group]
    everybody = [patient for group in groups for patient in group]
    if len(groups) < 2 or not any(cause for _, cause in everybody):
        return None
    k = len(groups)
    apart, spread = [Fraction(0)] * k, [[Fraction(0)] * k for _ in range(k)]
    for when in {days for days, cause in everybody if cause}:
        risk = [sum(days >= when for days, _ in group) for group in groups]
        events = [sum(days == when and bool(cause) for days, cause in group) for group in groups]
        n, d = sum(risk), sum(events)
        for i in range(k):
            apart[i] += events[i] - Fraction(d * risk[i], n)
            for j in range(k):
                if n > 1:
                    spread[i][j] += Fraction(d * (n - d) * risk[i] * ((n if i == j else 0) - risk[j]), n * n * (n - 1))
    weights = solved([row[1:] for row in spread[1:]], apart[1:])
    return None if weights is None else (sum((a * b for a, b in zip(apart[1:], weights, strict=True)), Fraction(0)), k - 1)


def solved(matrix: list[list[Fraction]], right: list[Fraction]) -> list[Fraction] | None:
    """Gauss and Jordan; None where the rows depend on each other."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for place in range(len(rows)):
        pivot = next((at for at in range(place, len(rows)) if rows[at][place]), None)
        if pivot is None:
            return None
        rows[place], rows[pivot] = rows[pivot], rows[place]
        rows[place] = [value / rows[place][place] for value in rows[place]]
        for at in range(len(rows)):
            if at != place:
                rows[at] = [a - rows[at][place] * b for a, b in zip(rows[at], rows[place], strict=True)]
    return [row[-1] for row in rows]


def reversed_times(times: Times) -> Times:
    """Censorings as events; a death of the same day has left before."""
    return [(2 * days + (not cause), "" if cause else "end") for days, cause in times]


@cache
def poisson_limits(events: int, confidence: Fraction) -> tuple[Decimal, Decimal]:
    """The means at which so many events or more (or fewer) have half of the error, by halving."""
    return (_mean(events, confidence, False) if events else Decimal(0)), _mean(events, confidence, True)


def _mean(events: int, confidence: Fraction, upper: bool) -> Decimal:
    most = events if upper else events - 1
    with localcontext(prec=DIGITS):
        tail = decimal_of((1 - confidence) / 2)
        low, high = Decimal(0), Decimal(10 * events + 20)
        for _ in range(110):
            middle = (low + high) / 2
            below = sum(middle**k / factorial(k) for k in range(most + 1)) * (-middle).exp()
            too_low = below > tail if upper else below > 1 - tail
            low, high = (middle, high) if too_low else (low, middle)
        return low
