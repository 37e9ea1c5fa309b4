"""Groups against each other and results by centre, by the definitions of the statistics."""

from __future__ import annotations

from collections import Counter
from decimal import localcontext
from fractions import Fraction
from itertools import product
from math import comb, prod

from .asked import add, pairs
from .characteristics import kind_of, value_of
from .curves import solved
from .group_tests import (
    adjusted,
    analysis_of_variance,
    corrected_chi_squared,
    mcnemar,
    odds_ratio,
    odds_ratio_exact,
    pseudomedian,
    rank_sum,
    rank_sum_exact,
    ranks_of_pairs,
    shift,
    signed_rank_exact,
    trend,
)
from .numbers import DIGITS, decimal_of, sd, wilson, z_of
from .scores import choose
from .texts import listed

Share = tuple[int, int]
TESTED = ("statistic", "df", "p_value")


def comparisons_rows(study, rows, place, arms, included, used) -> None:
    asked = study.protocol["comparisons"]
    by = listed(asked.get("by")) or ["difference", "shift"]
    for name in listed(asked.get("endpoints")) or study.protocol["endpoints"]:
        endpoint = study.protocol["endpoints"][name]
        for at in listed(endpoint["at"]):
            if endpoint.get("responder"):
                _responders(study, rows, place, arms, name, at, by, listed(endpoint["at"])[0])
            else:
                _scores(study, rows, place, arms, name, endpoint, at, by)
    if asked.get("adjust"):
        _adjusted(rows, asked["adjust"], lambda analysis, versus, group: (analysis, group) == ("efficacy", ""))
    if asked.get("baseline"):
        _baseline(study, rows, place, included, used)


def curves_adjusted(study, rows) -> None:
    """Pairs of three curves or more, as survival says, else as comparisons do."""
    how = study.protocol["survival"].get("adjust") or (study.protocol.get("comparisons") or {}).get("adjust")
    if how and len(study.protocol["arms"]) > 2:
        _adjusted(rows, how, lambda analysis, versus, group: analysis == "survival" and versus)


def _adjusted(rows, how: str, belongs) -> None:
    """A family is one test, over pairs of groups or not, at all endpoints and timepoints."""
    families: dict = {}
    for key, value in rows.found.items():
        analysis, _, level, _, _, group, _, versus, *_, stat = key
        if belongs(analysis, versus, group) and stat == "p_value" and value is not None:
            families.setdefault((analysis, level, bool(versus)), {})[key] = value
    for family in families.values():
        for key, p in zip(family, adjusted(list(family.values()), how), strict=True):
            rows.found[*key[:-1], "p_adjusted"] = p


def _counted(persons, name: str, at: str) -> list:
    return [person.outcomes[name, at] for person in persons if person.outcomes[name, at].counts]


def _responders(study, rows, place, arms, name, at, by, first) -> None:
    groups = {arm: [bool(outcome.answer) for outcome in _counted(persons, name, at)] for arm, persons in arms}
    counts = {arm: (sum(answers), len(answers)) for arm, answers in groups.items()}
    declared = list(study.protocol["arms"])
    for arm, other in pairs(study):
        here, two = place("efficacy", name, arm, at, versus=other), (counts[arm], counts[other])
        if "difference" in by:
            add(rows, here, ("difference", "conf_low", "conf_high"), difference(*two, rows.confidence), "difference")
        if "risk_ratio" in by:
            add(rows, here, ("risk_ratio", "conf_low", "conf_high"), risk_ratio(*two, rows.confidence), "risk_ratio")
        for level, of in (("odds_ratio", odds_ratio), ("odds_ratio_exact", odds_ratio_exact)):
            if level in by:
                add(rows, here, ("odds_ratio", "conf_low", "conf_high"), of(*two, rows.confidence), level)
        _tables(rows, here, [[n, total - n] for n, total in two], by)
    if len(declared) > 2:
        _tables(rows, place("efficacy", name, "all", at), [[n, total - n] for n, total in (counts[arm] for arm in declared)], by)
    if "trend" in by:
        add(rows, place("efficacy", name, "all", at), TESTED, trend([counts[arm] for arm in declared]), "trend")
    if {"paired_difference", "mcnemar", "mcnemar_exact"} & {*by} and at != first:
        for arm, persons in arms:
            both = [(person.outcomes[name, first], person.outcomes[name, at]) for person in persons]
            apart = Counter((bool(a.answer), bool(b.answer)) for a, b in both if a.counts and b.counts)
            lost, won = apart[True, False], apart[False, True]
            found = paired_difference(apart, rows.confidence)
            add(rows, place("efficacy", name, arm, at), ("difference", "conf_low", "conf_high"), found, "paired_difference")
            tail = sum(comb(lost + won, k) for k in range(min(lost, won) + 1))
            p = min(Fraction(1), Fraction(2 * tail, 2 ** (lost + won))) if lost + won else None
            if "mcnemar_exact" in by:
                rows.add(place("efficacy", name, arm, at), "p_value", p, "", "mcnemar_exact")
            if "mcnemar" in by:
                add(rows, place("efficacy", name, arm, at), TESTED, mcnemar(lost, won), "mcnemar")


def _tables(rows, here, table: list[list[int]], by: list[str]) -> None:
    from scipy.stats import chi2

    kept = [row for row in table if sum(row)]
    usable = len(kept) > 1 and all(sum(column) for column in zip(*kept, strict=True))
    if "fisher" in by:
        rows.add(here, "p_value", fisher(kept) if usable else None, "", "fisher")
    if "chi_squared" in by:
        stats: list = [None] * 3
        if usable:
            total, columns = sum(map(sum, kept)), [sum(column) for column in zip(*kept, strict=True)]
            wanted = [[Fraction(sum(row) * column, total) for column in columns] for row in kept]
            both = [pair for row, line in zip(kept, wanted, strict=True) for pair in zip(row, line, strict=True)]
            cells = [(seen - want) ** 2 / want for seen, want in both]
            stats = [sum(cells), len(kept) - 1, chi2.sf(float(sum(cells)), len(kept) - 1)]
        add(rows, here, TESTED, stats, "chi_squared")
    if "chi_squared_corrected" in by:
        add(rows, here, TESTED, corrected_chi_squared(kept) if usable else [None] * 3, "chi_squared_corrected")


def difference(first: Share, second: Share, confidence: Fraction) -> list:
    if not first[1] or not second[1]:
        return [None] * 3
    (low, high), (other_low, other_high) = wilson(*first, confidence), wilson(*second, confidence)
    exact = Fraction(100 * first[0], first[1]) - Fraction(100 * second[0], second[1])
    with localcontext(prec=DIGITS):
        p, q = (decimal_of(Fraction(100 * n, total)) for n, total in (first, second))
        down, up = ((p - low) ** 2 + (other_high - q) ** 2).sqrt(), ((high - p) ** 2 + (q - other_low) ** 2).sqrt()
        return [exact, p - q - down, p - q + up]


def paired_difference(apart: Counter, confidence: Fraction) -> list:
    """Newcombe's method 10 as his paper says it: theta = (f - g) / n with the later time first, delta and epsilon, phi by its own rule."""
    e, f, g, h = (apart[was, now] for was, now in ((True, True), (False, True), (True, False), (False, False)))
    n = e + f + g + h
    if not n:
        return [None] * 3
    (l2, u2), (l3, u3) = wilson(e + f, n, confidence), wilson(e + g, n, confidence)
    with localcontext(prec=DIGITS):
        p2, p3 = (decimal_of(Fraction(100 * k, n)) for k in (e + f, e + g))
        product, over = (e + f) * (g + h) * (e + g) * (f + h), Fraction(e * h - f * g)
        over = over if over < 0 else over - Fraction(n, 2) if over > Fraction(n, 2) else Fraction(0)
        phi = decimal_of(over) / decimal_of(Fraction(product)).sqrt() if product else decimal_of(Fraction(0))
        dl2, du2, dl3, du3 = p2 - l2, u2 - p2, p3 - l3, u3 - p3
        delta = (dl2 * dl2 - 2 * phi * dl2 * du3 + du3 * du3).sqrt()
        epsilon = (du2 * du2 - 2 * phi * du2 * dl3 + dl3 * dl3).sqrt()
        return [Fraction(100 * (f - g), n), p2 - p3 - delta, p2 - p3 + epsilon]


def risk_ratio(first: Share, second: Share, confidence: Fraction) -> list:
    if not first[0] or not second[0]:
        return [None] * 3
    ratio = Fraction(first[0], first[1]) / Fraction(second[0], second[1])
    variance = sum(Fraction(1, n) - Fraction(1, total) for n, total in (first, second))
    with localcontext(prec=DIGITS):
        half = z_of(confidence) * decimal_of(Fraction(variance)).sqrt()
        return [ratio, (decimal_of(ratio).ln() - half).exp(), (decimal_of(ratio).ln() + half).exp()]


def fisher(table: list[list[int]]) -> Fraction:
    """All tables with these margins that are no more probable, one by one."""
    totals, yes = [sum(row) for row in table], sum(row[0] for row in table)
    seen = prod(comb(total, row[0]) for total, row in zip(totals, table, strict=True))
    ways = [prod(map(comb, totals, column)) for column in product(*(range(total + 1) for total in totals)) if sum(column) == yes]
    return Fraction(sum(way for way in ways if way <= seen), sum(ways))


def _scores(study, rows, place, arms, name, endpoint, at, by) -> None:
    declared = list(study.protocol["arms"])
    values = {arm: [outcome.answer for outcome in _counted(persons, name, at)] for arm, persons in arms}
    for arm, other in pairs(study):
        here, two = place("efficacy", name, arm, at, versus=other), (values[arm], values[other])
        if "shift" in by:
            add(rows, here, ("shift", "conf_low", "conf_high"), shift(*two, rows.confidence), "shift")
        _ranked(rows, here, *two, by)
    here, groups = place("efficacy", name, "all", at), [values[arm] for arm in declared]
    _kruskal(rows, here, groups, by)
    if "analysis_of_variance" in by:
        add(rows, here, ("f", "df_between", "df_within", "p_value"), analysis_of_variance(groups), "analysis_of_variance")
    zeros, change = study.protocol["comparisons"].get("zeros", "wilcox"), (endpoint.get("summary") or {}).get("change")
    for level, of in (("signed_rank", signed_rank), ("signed_rank_exact", signed_rank_exact)):
        for arm, persons in arms if level in by else ():
            gaps = _gaps(_counted(persons, name, at), change)
            add(rows, place("efficacy", name, arm, at), ("statistic", "p_value"), of(gaps, zeros), level)
    for arm, persons in arms if {"pseudomedian", "signed_rank", "signed_rank_exact"} & {*by} else ():
        found = pseudomedian(_gaps(_counted(persons, name, at), change), rows.confidence)
        add(rows, place("efficacy", name, arm, at), ("pseudomedian", "conf_low", "conf_high"), found, "pseudomedian")


def _gaps(outcomes, change) -> list[Fraction]:
    both = [one for one in outcomes if change or one.baseline is not None]
    return [one.answer if change else one.choice.value - one.baseline for one in both]


def _ranked(rows, here, first: list, second: list, by: list[str]) -> None:
    for level, of in (("mann_whitney", rank_sum), ("mann_whitney_exact", rank_sum_exact)):
        if level in by:
            add(rows, here, ("statistic", "p_value"), of(first, second), level)


def _kruskal(rows, here, groups: list[list], by: list[str]) -> None:
    from scipy.stats import chi2

    if "kruskal_wallis" in by:
        filled = [group for group in groups if group]
        found = kruskal(filled)
        stats = [None] * 3 if found is None else [found, len(filled) - 1, chi2.sf(float(found), len(filled) - 1)]
        add(rows, here, TESTED, stats, "kruskal_wallis")


def _ranks(values: list[Fraction]) -> dict[Fraction, Fraction]:
    return {one: Fraction(2 * sum(other < one for other in values) + values.count(one) + 1, 2) for one in values}


def kruskal(groups: list[list[Fraction]]) -> Fraction | None:
    everything = [value for group in groups for value in group]
    n, ranks = len(everything), _ranks(everything)
    if len(groups) < 2 or len(ranks) < 2:
        return None
    spread = sum((ranks[value] - Fraction(n + 1, 2)) ** 2 for value in everything) / (n - 1)
    return sum(len(group) * (sum(ranks[value] for value in group) / len(group) - Fraction(n + 1, 2)) ** 2 for group in groups) / spread


def signed_rank(gaps: list[Fraction], zeros: str) -> list:
    from scipy.stats import norm

    ranked = ranks_of_pairs(gaps, zeros)
    if not ranked:
        return [None, None]
    v = sum((rank for rank, up in ranked if up), Fraction(0))
    apart, variance = v - sum(rank for rank, _ in ranked) / 2, sum(rank**2 for rank, _ in ranked) / 4
    # Half a unit nearer, even across the mean: a distance below one half has the p-value of its mirror image.
    nearer = abs(abs(apart) - Fraction(1, 2)) if apart else Fraction(0)
    return [v, 2 * norm.sf(float(nearer) / float(variance) ** 0.5)]


def _baseline(study, rows, place, included, used) -> None:
    for name, entry in (study.protocol.get("characteristics") or {}).items():
        values = {arm: [value_of(study, person, name) for person in persons] for arm, persons in included}
        _described(study, rows, place, name, "", kind_of(entry), entry, values)
    for name in used:
        values = {arm: [choose(study, person, name, "baseline").value for person in persons] for arm, persons in included}
        _described(study, rows, place, name, "baseline", "number", {}, values)


def _described(study, rows, place, name, timepoint, kind, entry, values) -> None:
    by, levels = listed(study.protocol["comparisons"]["baseline"]), list(entry["levels"]) if kind == "category" else ["yes", "no"]
    known = {arm: [value for value in each if value is not None] for arm, each in values.items()}
    counts = {arm: [each.count(level) for level in levels] for arm, each in known.items()}
    for arm, other in pairs(study):
        here = place("baseline", name, arm, timepoint, versus=other)
        if "standardised" in by:
            shares = [[Fraction(count) for count in counts[one]] for one in (arm, other)]
            numbers = kind == "number"
            found = gap_of_means(known[arm], known[other]) if numbers else gap_of_levels(shares, signed=kind != "category")
            rows.add(here, "standardised", found, "", "standardised")
        if kind == "number":
            _ranked(rows, here, known[arm], known[other], by)
        else:
            _tables(rows, here, [counts[arm], counts[other]], by)
    everyone, declared = place("baseline", name, "all", timepoint), list(study.protocol["arms"])
    if kind == "number":
        _kruskal(rows, everyone, [known[arm] for arm in declared], by)
    elif len(declared) > 2:
        _tables(rows, everyone, [counts[arm] for arm in declared], by)


def gap_of_means(first: list, second: list):
    if len(first) < 2 or len(second) < 2 or not (sd(first) or sd(second)):
        return None
    with localcontext(prec=DIGITS):
        spread = ((sd(first) ** 2 + sd(second) ** 2) / 2).sqrt()
        return (decimal_of(Fraction(sum(first)) / len(first)) - decimal_of(Fraction(sum(second)) / len(second))) / spread


def gap_of_levels(counts: list[list[Fraction]], signed: bool):
    """Mahalanobis distance of the shares; of two levels, with the sign of the first one's difference."""
    if not all(sum(group) for group in counts):
        return None
    shares = [[count / sum(group) for count in group] for group in counts]
    seen = [at for at in range(len(shares[0])) if shares[0][at] or shares[1][at]][1:]
    gap = [shares[0][at] - shares[1][at] for at in seen]
    spread = [[sum((s[i] if i == j else 0) - s[i] * s[j] for s in shares) / 2 for j in seen] for i in seen]
    weights = solved(spread, gap) if seen else None
    if weights is None:
        return None
    with localcontext(prec=DIGITS):
        distance = decimal_of(sum((a * b for a, b in zip(gap, weights, strict=True)), Fraction(0))).sqrt()
    return -distance if signed and shares[0][0] < shares[1][0] else distance


# Centres

OUTSIDE = ("not_due", "not_eligible", "eligibility_unknown")


def centre_rows(study, rows, place, persons) -> None:
    endpoints = study.protocol["endpoints"]
    primary = [name for name, one in endpoints.items() if one.get("role") == "primary"] or list(endpoints)[:1]
    declared = list(study.protocol.get("centres") or {})
    codes = [*declared, *sorted({person.centre for person in study.persons} - set(declared))]
    for name in listed(study.protocol["by_centre"].get("endpoints")) or primary:
        for at in listed(endpoints[name]["at"]):
            for code in codes:
                for variant in ("", "left_out"):
                    group = [person for person in persons if (person.centre == code) != bool(variant)]
                    _of_centre(rows, place, endpoints[name], name, at, code, variant, group)
            _differ(rows, place, endpoints[name], name, at, {code: [p for p in persons if p.centre == code] for code in codes})


def _centre_place(place, name, at, code, variant=""):
    here = place("efficacy", name, "all", at)
    here.group, here.group_level, here.variant = "centre", code, variant
    return here


def _of_centre(rows, place, endpoint, name, at, code, variant, group) -> None:
    here, counted = _centre_place(place, name, at, code, variant), _counted(group, name, at)
    if endpoint.get("responder"):
        n = sum(bool(outcome.answer) for outcome in counted)
        rows.share(here, n, len(counted))
        rows.limits(here, n, len(counted))
    else:
        rows.numbers(here, [outcome.answer for outcome in counted])
    if not variant:
        due = [person.outcomes[name, at].state for person in group if person.outcomes[name, at].state not in OUTSIDE]
        rows.share(here, due.count("evaluable"), len(due), "evaluable")


def _differ(rows, place, endpoint, name, at, groups) -> None:
    from scipy.stats import binom, chi2

    here = _centre_place(place, name, at, "")
    answers = [[outcome.answer for outcome in _counted(group, name, at)] for group in groups.values()]
    if not endpoint.get("responder"):
        filled = [group for group in answers if group]
        found = kruskal(filled)
        stats = [None] * 3 if found is None else [found, len(filled) - 1, chi2.sf(float(found), len(filled) - 1)]
        add(rows, here, ("statistic", "df", "p_value"), stats, "kruskal_wallis")
        return
    counts = [(sum(map(bool, group)), len(group)) for group in answers]
    _tables(rows, here, [[n, total - n] for n, total in counts], ["fisher", "chi_squared"])
    n, total = sum(n for n, _ in counts), sum(total for _, total in counts)
    for code, (_, size) in zip(groups, counts, strict=True):
        for level, confidence in (("funnel_95", 0.95), ("funnel_99.8", 0.998)):
            limits: list = [None, None]
            if size and n not in (0, total):
                limits = [_funnel(binom(size, n / total), size, p) for p in ((1 - confidence) / 2, 1 - (1 - confidence) / 2)]
            add(rows, _centre_place(place, name, at, code), ("conf_low", "conf_high"), limits, level)


def _funnel(law, size: int, p: float) -> float:
    r = int(law.ppf(p))
    return min(max(100 * (r - (law.cdf(r) - p) / (law.cdf(r) - law.cdf(r - 1))) / size, 0), 100)
