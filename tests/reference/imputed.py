"""Models with what is missing imputed: each completed study fitted by the reference, its estimates pooled by Rubin's rules.

The draws themselves are the program's: which of five likely values a generator takes can be compared with nothing. Who is imputed,
what is made of each completed study and how the studies are pooled is worked out here.
"""

from __future__ import annotations

from math import exp, inf

from .models import Data, correlation, covariates_of, solved, terms_of, works_with_correlation
from .texts import listed

MISSING = ("no_baseline", "stopped", "no_visit", "set_aside", "not_done")


def imputed_rows(study, rows, place, persons, name: str, asked: dict, complete: Data) -> None:
    """Variant `imputed`: N, n_imputed, and each term of the model pooled over all completed studies."""
    at = asked.get("at") or listed(study.protocol["endpoints"][name]["at"])[0]
    responder, arms = bool(study.protocol["endpoints"][name].get("responder")), complete.arms
    due = [(person, person.outcomes[name, at]) for person in persons if person.arm in arms]
    due = [(person, one) for person, one in due if one.counts or one.state in MISSING]
    due.sort(key=lambda each: each[0].centre)

    def here(arm: str):
        spot = place("adjusted", name, arm, at, versus=asked["versus"])
        spot.variant = "imputed"
        return spot

    rows.add(here("all"), "N", len(due))
    rows.add(here("all"), "n_imputed", len(due) - len(complete.y))
    others = [arm for arm in arms if arm != asked["versus"]]
    found = _pooled_terms(study, due, asked, complete, others, responder, float(rows.confidence))
    for term in [*others, *complete.terms]:
        spot, level = here(term if term in others else ""), "" if term in others else term
        stats = ("odds_ratio" if responder else "difference", "conf_low", "conf_high", "p_value", "missing_information")
        for stat, value in zip(stats, found[term] if found else [None] * 5, strict=True):
            rows.add(spot, stat, value, "", level)
    if works_with_correlation(asked):
        told = [correlation(data, columns, responder) for data, columns in _studies(study, due, asked, complete, others)] if found else []
        rows.add(here("all"), "correlation", sum(told) / len(told) if told else None, "")


def _studies(study, due, asked, complete: Data, others: list[str]):
    for data in _completed(study, due, asked, complete):
        yield data, {arm: [float(each == arm) for each in data.arm] for arm in others} | data.terms


def _pooled_terms(study, due, asked, complete: Data, others: list[str], responder: bool, confidence: float) -> dict | None:
    fits = []
    for data, columns in _studies(study, due, asked, complete, others):
        fits.append(solved(data, columns, responder, asked))
    if not fits or None in fits:
        return None
    residual = len(due) - len(fits[0])
    return {term: _shown(rubin([fit[term] for fit in fits], residual, confidence), responder) for term in fits[0] if term}


def _shown(found: list[float], responder: bool) -> list[float]:
    return [*(map(exp, found[:3]) if responder else found[:3]), *found[3:]]


def _completed(study, due, asked, complete: Data):
    """The studies that the program completed; none where it refuses to."""
    from cohortium.statistics import UndefinedStatistic
    from cohortium.statistics.imputation import completed

    blocks = {covariate: terms_of(study, covariate) for covariate in listed(asked.get("for"))}
    names = [term for of in blocks.values() for term in of]
    known = [(one.answer if one.counts else None, covariates_of(study, person, one, blocks)) for person, one in due]
    columns = [arm for arm in study.protocol["arms"] if arm in complete.arms][1:]
    lines = [
        (None if answer is None else float(answer), *(values[term] for term in names), *(float(person.arm == arm) for arm in columns))
        for (answer, values), (person, _) in zip(known, due, strict=True)
    ]
    places = [[0], *([1 + names.index(term) for term in of] for of in blocks.values())]
    how = asked["impute"]
    try:
        for values in completed(lines, places, how["times"], how["seed"], how.get("rounds", 10)):
            terms = {term: list(values[:, 1 + at]) for at, term in enumerate(names)}
            yield Data(values[:, 0], [p.arm for p, _ in due], terms, [p.centre for p, _ in due], 0, blocks)
    except UndefinedStatistic:
        return


def rubin(fits: list[tuple[float, float, float]], residual: int, confidence: float) -> list[float]:
    """Estimate, limits, p, share of missing information of (estimate, error, degrees of freedom) of each completed study (Rubin 1987)."""
    from scipy.stats import t

    m = len(fits)
    mean, within = sum(b for b, *_ in fits) / m, sum(se**2 for _, se, _ in fits) / m
    between = sum((b - mean) ** 2 for b, *_ in fits) / (m - 1)
    total = within + between + between / m
    share, growth = (between + between / m) / total, (between + between / m) / within
    of_fits = sum(df for *_, df in fits) / m
    whole = residual if of_fits == inf else of_fits  # a large-sample error has no degrees of freedom: those of the patients
    seen = (whole + 1) / (whole + 3) * whole * (1 - share)
    df = 1 / (1 / seen + share**2 / (m - 1))  # Barnard and Rubin 1999
    half = t.ppf((1 + confidence) / 2, df) * total**0.5
    return [mean, mean - half, mean + half, 2 * t.sf(abs(mean) / total**0.5, df), (growth + 2 / (df + 3)) / (growth + 1)]
