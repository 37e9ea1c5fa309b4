"""Events and stops: each term with its own denominator, at-least-one rows, reasons in patients and in mentions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cohortium.estimates.cells import Estimation, label
from cohortium.language import marked, tr
from cohortium.protocol.events import ASYMPTOMATIC
from cohortium.protocol.model import Term
from cohortium.protocol.stops import stop_labels
from cohortium.results import Result

ANY_LABELS = {
    "any": marked("At least 1 adverse event"),
    "any_clinical": marked("At least 1 clinical adverse event"),
    "any_biological": marked("At least 1 biological adverse event"),
}
DERIVED_REASONS = {"switch": marked("Switch to another treatment"), "not_recorded": marked("Reason not recorded")}
SILENT = {"not_done": marked("Not done or not asked"), "unknown": marked("Unknown")}


def safety(estimation: Estimation) -> Iterator[Result]:
    """analysis `safety`: at-least-one rows, then each term with states, sub-terms, events and laboratory at baseline."""
    for name, words in ANY_LABELS.items():
        yield from _term(estimation, name, tr(words), None)
    for name, term in estimation.protocol.safety.terms.items():
        yield from _term(estimation, name, label(estimation.protocol.safety.terms, name), term)


def _term(estimation: Estimation, name: str, words: str, term: Term | None) -> Iterator[Result]:
    statuses = estimation.counts("tally_terms", "term", "arm", "status")
    complete = estimation.counts("tally_terms", "term", "arm", "complete")
    for arm in estimation.arms:
        yes, no = statuses.get((name, arm, "yes"), 0), statuses.get((name, arm, "no"), 0)
        yield from estimation.share("safety", name, yes, yes + no, interval=True, label=words, arm=arm)
        if term is None:
            yield estimation.row("safety", name, "n_complete", complete.get((name, arm, 1), 0), label=words, arm=arm, unit="patients")
        for level, said in {**SILENT, **_excluded(estimation, term)}.items():
            yield estimation.row(
                "safety", name, "n", statuses.get((name, arm, level), 0), level=level, label=tr(said), arm=arm, unit="patients"
            )
        yield from _events(estimation, name, words, arm)
        if term is not None:
            yield from _details(estimation, name, term, arm, yes + no)
            yield from _symptoms(estimation, name, arm, yes)


def _excluded(estimation: Estimation, term: Term | None) -> dict[str, str]:
    choice = term and (term.baseline_abnormal or estimation.protocol.safety.baseline_abnormal)
    return {"excluded": marked("Abnormal at baseline, left out")} if term and term.source and choice == "exclude" else {}


def _events(estimation: Estimation, name: str, words: str, arm: str) -> Iterator[Result]:
    for stat, counted in (("n", "events"), ("n_undated", "undated")):
        count = estimation.counts("tally_events", "term", "arm", of=counted).get((name, arm), 0)
        yield estimation.row("safety", name, stat, count, label=words, arm=arm, unit="events")


def _details(estimation: Estimation, name: str, term: Term, arm: str, total: int) -> Iterator[Result]:
    subterms = estimation.counts("tally_subterms", "term", "arm", "subterm")
    for subterm, words in term.subterms.items():
        yield from estimation.share("safety", name, subterms.get((name, arm, subterm), 0), total, level=subterm, label=words, arm=arm)
    if term.source is not None:
        abnormal = estimation.counts("tally_baseline_abnormal", "term", "arm")
        words = label(estimation.protocol.safety.terms, name)
        yield estimation.row("safety", name, "n_baseline_abnormal", abnormal.get((name, arm), 0), label=words, arm=arm, unit="patients")


def _symptoms(estimation: Estimation, name: str, arm: str, patients: int) -> Iterator[Result]:
    """Of the patients with the term, for terms where any event line says whether it was felt."""
    said = estimation.counts("tally_symptoms", "term", "arm", "symptomatic")
    if any(term == name for term, *_ in said):
        parts: dict[str, Any] = {"level": ASYMPTOMATIC, "label": tr("Asymptomatic"), "arm": arm}
        yield from estimation.share("safety", name, said.get((name, arm, "no"), 0), patients, **parts)


def stops(estimation: Estimation) -> Iterator[Result]:
    """analysis `stops`: patients stopped of all, then each reason of the stopped and of the mentions."""
    stopped = estimation.counts("tally_stops", "arm", "stopped")
    patients, mentions = (estimation.counts("tally_stop_reasons", "arm", "reason", of=of) for of in ("patients", "mentions"))
    declared = stop_labels(estimation.protocol)
    for arm in estimation.arms:
        n = stopped.get((arm, 1), 0)
        yield from estimation.share(
            "stops", "stops", n, n + stopped.get((arm, 0), 0), interval=True, label=tr("Stopped treatment"), arm=arm
        )
        every = sum(count for (of, _), count in mentions.items() if of == arm)
        for reason, words in {**declared, **{name: tr(text) for name, text in DERIVED_REASONS.items()}}.items():
            parts: dict[str, Any] = {"level": reason, "label": words, "arm": arm}
            yield from estimation.share("stops", "stops", patients.get((arm, reason), 0), n, **parts)
            if reason in declared:
                yield from estimation.share("stops", "stops", mentions.get((arm, reason), 0), every, unit="mentions", **parts)
