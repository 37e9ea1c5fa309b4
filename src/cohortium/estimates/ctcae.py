"""Worst grades of laboratory values in the safety period, and from which grade before treatment they came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from cohortium.estimates.cells import Estimation
from cohortium.language import tr
from cohortium.measures.ctcae import GRADES, TERMS, GradedTerm
from cohortium.results import Result

FROM, UNKNOWN = "baseline_grade", "unknown"


def ctcae(estimation: Estimation) -> Iterator[Result]:
    """analysis `ctcae`: each grade of the patients with a graded value, how many have all of them graded, the shift from baseline."""
    for name in estimation.protocol.ctcae:
        for arm in estimation.arms:
            rows = (*_worst(estimation, name, arm), *_shift(estimation, name, arm))
            yield from (replace(row, method="CTCAE v5.0", warning=warning_of(TERMS[name])) for row in rows)


def _worst(estimation: Estimation, name: str, arm: str) -> Iterator[Result]:
    counts = estimation.counts("tally_ctcae", "entry", "arm", "worst")
    complete = estimation.counts("tally_ctcae", "entry", "arm", "complete")
    total = sum(counts.get((name, arm, grade), 0) for grade in GRADES)
    for grade in GRADES:
        parts: dict[str, Any] = {"level": str(grade), "label": grade_label(grade), "arm": arm}
        yield from estimation.share("ctcae", name, counts.get((name, arm, grade), 0), total, **parts)
    known, label = complete.get((name, arm, 1), 0), tr(TERMS[name].label)
    yield estimation.row("ctcae", name, "n_all_graded", known, label=label, arm=arm, unit="patients")


def _shift(estimation: Estimation, name: str, arm: str) -> Iterator[Result]:
    counts = estimation.counts("tally_ctcae", "entry", "arm", "baseline", "worst")
    for before in (*GRADES, None):
        for grade in GRADES:
            parts: dict[str, Any] = {"level": str(grade), "label": grade_label(grade), "arm": arm, "unit": "patients"}
            row = estimation.row("ctcae", name, "n", counts.get((name, arm, before, grade), 0), **parts)
            yield replace(row, group=FROM, group_level=UNKNOWN if before is None else str(before))


def grade_label(grade: int) -> str:
    """`Grade 3`; a value beyond no limit has grade 0."""
    return tr("Grade {grade}", grade=grade) if grade else tr("No grade")


def warning_of(term: GradedTerm) -> str:
    """What is to be said of limits that nobody has read in their source."""
    return "" if term.confirmed else tr("The limits of these grades were read in a copy: confirm them before you rely on them.")
