"""Who is in, and what they are like: participant flow, characteristics and scores at baseline."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from cohortium.estimates.cells import ALL, Estimation, label
from cohortium.language import marked, tr
from cohortium.protocol.model import Characteristic
from cohortium.protocol.tables import characteristic_scale
from cohortium.results import Result

BEFORE_ARM = {
    "no_index": marked("No first dose of a treatment group in the enrolment period"),
    "two_arms": marked("First doses of two treatment groups on one day"),
    "prior_use": marked("Earlier course of a treatment group's drug"),
}


SETS = {"efficacy": marked("In the efficacy population"), "safety": marked("In the safety population")}


def participants(estimation: Estimation) -> Iterator[Result]:
    """analysis `participants`: from screened to each table's set, and who was due and seen at each timepoint."""
    subjects = estimation.tally("tally_subjects")
    by_reason = subjects.counts("arm", "reason")
    yield _screened(estimation)
    if "tally_objections" in estimation.tallies:
        yield _count(estimation, "objected", tr("Left out because they object"), estimation.tally("tally_objections").total, ALL)
    yield _count(estimation, "recorded", tr("Patients in the centres' files"), sum(_of(by_reason, ALL).values()), ALL)
    for reason, words in BEFORE_ARM.items():
        yield _count(estimation, "left", tr(words), by_reason.get((ALL, reason), 0), ALL, level=reason)
    for name in estimation.protocol.population.include:
        for arm in estimation.arms:
            words = label(estimation.protocol.population.include, name)
            yield _count(estimation, "left", words, by_reason.get((arm, name), 0), arm, level=name)
    for arm in estimation.arms:
        yield _count(estimation, "included", tr("Included"), by_reason.get((arm, None), 0), arm)
    for kind in SETS:
        members = subjects.counts("arm", kind)
        for arm in estimation.arms:
            yield _count(estimation, f"{kind}_set", tr(SETS[kind]), members.get((arm, 1), 0), arm)
    yield from _timepoints(estimation)


def _of(counts: dict, arm: str) -> dict:
    return {key: patients for key, patients in counts.items() if key[0] == arm}


def _screened(estimation: Estimation) -> Result:
    """Centres that do not say who was screened leave nothing to count: not recorded is not 0."""
    if not estimation.tallies["tally_screening"].total:
        return Result(
            analysis="participants", variable="screened", stat="n", label=tr("Screened"), arm=ALL, unit="patients", text=tr("not recorded")
        )
    return _count(
        estimation, "screened", tr("Screened"), estimation.tally("tally_subjects").counts("arm", "screened").get((ALL, 1), 0), ALL
    )


def _timepoints(estimation: Estimation) -> Iterator[Result]:
    windows = estimation.tally("tally_windows")
    due, seen = windows.counts("timepoint", "arm", "due"), windows.counts("timepoint", "arm", "due", "visited")
    for name, timepoint in estimation.protocol.windows.items():
        if name == "baseline":
            continue
        text = "{timepoint}: window ended by the data cut" if estimation.protocol.data_cut else "{timepoint}: patients with the window"
        words = timepoint.label or name
        ended, visited = tr(text, timepoint=words), tr("{timepoint}: of these, seen in it", timepoint=words)
        for arm in estimation.arms:
            yield _count(estimation, "due", ended, due.get((name, arm, True), 0), arm, timepoint=name)
            yield _count(estimation, "seen", visited, seen.get((name, arm, True, True), 0), arm, timepoint=name)


def _count(estimation: Estimation, variable: str, words: str, count: int, arm: str, **parts: Any) -> Result:
    return estimation.row("participants", variable, "n", count, label=words, arm=arm, unit="patients", **parts)


def baseline(estimation: Estimation) -> Iterator[Result]:
    """analysis `baseline`: declared characteristics, then the baseline score of every measure used."""
    for name, entry in estimation.protocol.characteristics.items():
        yield from _KINDS[entry.kind](estimation, name, entry)
    for name in estimation.protocol.used_measures:
        yield from _score(estimation, name)


def _numbers(estimation: Estimation, name: str, entry: Characteristic) -> Iterator[Result]:
    tally = estimation.tally("tally_characteristics").where(variable=name)
    values, totals = tally.values("number", "arm"), tally.counts("arm")
    for arm in estimation.arms:
        known = values.get((arm,), {})
        words: dict[str, Any] = {"label": entry.label or name, "arm": arm}
        yield from estimation.summary("baseline", name, known, characteristic_scale(entry), entry.decimals or 0, **words)
        yield _missing(estimation, name, totals.get((arm,), 0) - sum(known.values()), **words)


def _levels(estimation: Estimation, name: str, entry: Characteristic) -> Iterator[Result]:
    tally = estimation.tally("tally_characteristics").where(variable=name)
    counts, totals = tally.counts("arm", "level"), tally.counts("arm")
    levels = entry.levels if entry.kind == "category" else {"yes": "", "no": ""}
    for arm in estimation.arms:
        known = sum(counts.get((arm, level), 0) for level in levels)
        shown = levels if entry.kind == "category" else {"yes": ""}
        for level, words in shown.items():
            parts: dict[str, Any] = {"level": level if entry.kind == "category" else "", "label": words or entry.label or name, "arm": arm}
            yield from estimation.share("baseline", name, counts.get((arm, level), 0), known, **parts)
        yield _missing(estimation, name, totals.get((arm,), 0) - known, label=entry.label or name, arm=arm)


_KINDS = {"number": _numbers, "category": _levels, "yes_no": _levels}


def _score(estimation: Estimation, name: str) -> Iterator[Result]:
    tally = estimation.tally("tally_baseline_scores").where(measure=name)
    values, totals, measure = tally.values("value", "arm"), tally.counts("arm"), estimation.measures[name]
    for arm in estimation.arms:
        known = values.get((arm,), {})
        parts: dict[str, Any] = {"label": measure.label, "arm": arm, "timepoint": "baseline"}
        yield from estimation.summary("baseline", name, known, measure.scale, measure.decimals, **parts)
        yield _missing(estimation, name, totals.get((arm,), 0) - sum(known.values()), **parts)


def _missing(estimation: Estimation, name: str, count: int, **parts: Any) -> Result:
    return estimation.row("baseline", name, "n_missing", count, unit="patients", **parts)


def follow_up(estimation: Estimation) -> Iterator[Result]:
    """analysis `follow_up`, in months of 30.4375 days."""
    values = estimation.tally("tally_follow_up").values("days", "arm")
    extra = estimation.protocol.day_one
    for arm in estimation.arms:
        tally = {days + extra: patients for days, patients in values.get((arm,), {}).items()}
        yield from estimation.summary("follow_up", "follow_up", tally, Fraction(16, 487), 0, label=tr("Follow-up (months)"), arm=arm)
