"""Who is in, and what they are like: participant flow, characteristics and scores at baseline."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from cohortium.estimates.cells import ALL, Estimation, label
from cohortium.estimates.margins import Withheld
from cohortium.language import marked, tr
from cohortium.protocol.model import Characteristic
from cohortium.protocol.tables import characteristic_scale
from cohortium.results import Result
from cohortium.tallies import ValueTally

BEFORE_ARM = {
    "no_index": marked("No first dose of a treatment group in the enrolment period"),
    "two_arms": marked("First doses of two treatment groups on one day"),
    "prior_use": marked("Earlier course of a treatment group's drug"),
}


SETS = {"efficacy": marked("In the efficacy population"), "safety": marked("In the safety population")}


def participants(estimation: Estimation) -> Iterator[Result]:
    """analysis `participants`: from screened to each table's set, and who was due and seen at each timepoint."""
    by_reason = estimation.counts("tally_subjects", "arm", "reason")
    yield _screened(estimation)
    # Where nobody was asked for objections there is no count of them, not even 0.
    if objections := estimation.counts("tally_objections"):
        yield _count(estimation, "objected", tr("Left out because they object"), objections[()], ALL)
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
        members = estimation.counts("tally_subjects", "arm", kind)
        for arm in estimation.arms:
            yield _count(estimation, f"{kind}_set", tr(SETS[kind]), members.get((arm, 1), 0), arm)
    yield from _timepoints(estimation)


def _of(counts: dict, arm: str) -> dict:
    return {key: patients for key, patients in counts.items() if key[0] == arm}


def _screened(estimation: Estimation) -> Result:
    """Centres that do not say who was screened leave nothing to count: not recorded is not 0."""
    # Asked in any case: what is asked of a centre depends on the protocol alone.
    screened = estimation.counts("tally_subjects", "arm", "screened").get((ALL, 1), 0)
    if not estimation.counts("tally_screening").get((), 0):
        return Result(
            analysis="participants", variable="screened", stat="n", label=tr("Screened"), arm=ALL, unit="patients", text=tr("not recorded")
        )
    return _count(estimation, "screened", tr("Screened"), screened, ALL)


def _timepoints(estimation: Estimation) -> Iterator[Result]:
    due = estimation.counts("tally_windows", "timepoint", "arm", "due")
    seen = estimation.counts("tally_windows", "timepoint", "arm", "due", "visited")
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
    only = {"variable": (name,)}
    values, counts = (
        estimation.values("tally_characteristics", "number", "arm", only=only),
        estimation.counts("tally_characteristics", "arm", "number", only=only),
    )
    for arm in estimation.arms:
        words: dict[str, Any] = {"label": entry.label or name, "arm": arm}
        yield from estimation.summary("baseline", name, values.get((arm,), {}), characteristic_scale(entry), entry.decimals or 0, **words)
        yield _missing(estimation, name, counts.get((arm, None), 0), **words)


def _levels(estimation: Estimation, name: str, entry: Characteristic) -> Iterator[Result]:
    counts = estimation.counts("tally_characteristics", "arm", "level", only={"variable": (name,)})
    levels = entry.levels if entry.kind == "category" else {"yes": "", "no": ""}
    for arm in estimation.arms:
        known = sum(counts.get((arm, level), 0) for level in levels)
        shown = levels if entry.kind == "category" else {"yes": ""}
        for level, words in shown.items():
            parts: dict[str, Any] = {"level": level if entry.kind == "category" else "", "label": words or entry.label or name, "arm": arm}
            yield from estimation.share("baseline", name, counts.get((arm, level), 0), known, **parts)
        total = sum(patients for (of, _), patients in counts.items() if of == arm)
        yield _missing(estimation, name, total - known, label=entry.label or name, arm=arm)


_KINDS = {"number": _numbers, "category": _levels, "yes_no": _levels}


def _score(estimation: Estimation, name: str) -> Iterator[Result]:
    values, measure = estimation.values("tally_baseline_scores", "value", "measure", "arm"), estimation.measures[name]
    counts = estimation.counts("tally_baseline_scores", "measure", "arm", "value")
    for arm in estimation.arms:
        known = values.get((name, arm), {})
        parts: dict[str, Any] = {"label": measure.label, "arm": arm, "timepoint": "baseline"}
        yield from estimation.summary("baseline", name, known, measure.scale, measure.decimals, **parts)
        yield _missing(estimation, name, counts.get((name, arm, None), 0), **parts)


def _missing(estimation: Estimation, name: str, count: int, **parts: Any) -> Result:
    return estimation.row("baseline", name, "n_missing", count, unit="patients", **parts)


def follow_up(estimation: Estimation) -> Iterator[Result]:
    """analysis `follow_up`, in months of 30.4375 days."""
    values = estimation.values("tally_follow_up", "days", "arm")
    for arm in estimation.arms:
        tally = shifted(values.get((arm,), {}), estimation.protocol.day_one)
        yield from estimation.summary("follow_up", "follow_up", tally, Fraction(16, 487), 0, label=tr("Follow-up (months)"), arm=arm)


def shifted(tally: ValueTally, extra: int) -> ValueTally:
    """Days counted from day 1, where the protocol counts them so."""
    return tally if isinstance(tally, Withheld) or not extra else {days + extra: patients for days, patients in tally.items()}
