"""What figures with one mark per patient show: changes as the statistics count them, and treatments as they are derived."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cohortium.derivations import datasets, step
from cohortium.derived import Derived, tally_of
from cohortium.displays.figure import Marks, Treated
from cohortium.estimates.cells import Estimation
from cohortium.estimates.efficacy import value_tallies
from cohortium.protocol.values import Dose

MOST = 300
"""Patients beyond which nobody could tell one mark from another."""


def marks_of(found: Derived) -> Marks:
    """Nothing where the study has too many patients for a mark each."""
    if found.engine.rows("SELECT COUNT(*) FROM subjects")[0][0] > MOST:
        return Marks()
    return Marks(dict(_changes(found)), tuple(_treated(found)))


def _changes(found: Derived) -> Iterator[tuple[tuple[str, str, str], tuple[float, ...]]]:
    """The values behind each summary of a change, from the same tally."""
    tally = tally_of(found.engine, step("tally_changes"))
    estimation = Estimation(found.study.protocol, found.study.measures, {"tally_changes": tally})
    for name, endpoint in found.study.protocol.endpoints.items():
        if endpoint.quantity == "change":
            scale = found.study.measures[endpoint.measure].scale
            for (at, arm), values in value_tallies(estimation, name, endpoint).items():
                yield (name, at, arm), tuple(float(scale * value) for value, patients in sorted(values.items()) for _ in range(patients))


def _treated(found: Derived) -> Iterator[Treated]:
    """The course of the index date of each patient whose time on treatment is known."""
    exposure, times, subjects = (_rows(found, name) for name in ("exposure", "times", "subjects"))
    starts = {(row["centre"], row["patient"]): row["index_date"] for row in subjects if row["index_date"] is not None}
    lines: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in exposure:
        lines.setdefault((row["centre"], row["patient"]), []).extend([row] if row["index_course"] else [])
    for row in times:
        key = row["centre"], row["patient"]
        if key in starts and lines.get(key) and row["treatment_days"] is not None:
            yield Treated(row["arm"], _doses(found, lines[key], starts[key]), row["treatment_days"], bool(row["cause"]))


def _doses(found: Derived, lines: list[dict[str, Any]], start: Any) -> tuple[tuple[int, str], ...]:
    """Each change of dose; a line that goes on with the same dose is no change."""
    doses: list[tuple[int, str]] = []
    for line in lines:
        drug = found.study.protocol.drugs.get(line["drug"])
        words = f"{drug.label if drug and drug.label else line['drug'].capitalize()} {_dose(line)}".strip()
        if not doses or doses[-1][1] != words:
            doses.append((max(0, (line["start"] - start).days), words))
    return tuple(doses)


def _dose(line: dict[str, Any]) -> str:
    return "" if line["dose"] is None else str(Dose(line["dose"], line["dose_unit"]))


def _rows(found: Derived, name: str) -> list[dict[str, Any]]:
    each = next(one for one in datasets() if one.name == name)
    return [dict(zip(each.columns, row, strict=True)) for row in found.engine.rows(each.ordered)]
