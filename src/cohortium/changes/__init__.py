"""WHAT CHANGED BETWEEN TWO RUNS: every number that is not as it was, with all that could have changed it, and the cells to look at."""

from __future__ import annotations

from pathlib import Path

from cohortium.changes.causes import changes_of
from cohortium.changes.evidence import Evidence
from cohortium.changes.runs import Run, read_run
from cohortium.language import counted, speaking, tr
from cohortium.outputs.changes import Changes, write_changes
from cohortium.outputs.folder import RESULTS, run_folder


def compare(before: Path, now: Path, out: Path | None = None, language: str | None = None) -> tuple[Changes, Path]:
    """Compare two results folders (or labels in their place) and write page, Word and Excel; (what changed, where it was written).

    Without `out`, the three files go beside the later run, into compare-BEFORE-NOW. They hold addresses of cells, never a value
    or a code of a patient.
    """
    first, second = read_run(before), read_run(now)
    with speaking(language or second.language):
        found = _changes(first, second)
        place = out or second.folder.parent / f"compare-{first.name}-{second.name}"
        with run_folder(second.folder / RESULTS, place) as target:
            write_changes(target.work, found)
        return found, target.final


def _changes(first: Run, second: Run) -> Changes:
    with Evidence(first, second) as evidence:
        rows = changes_of(first, second, evidence)
    inputs = sorted(name for name in {*first.inputs, *second.inputs} if first.inputs.get(name) != second.inputs.get(name))
    versions = sorted(name for name in {*first.versions, *second.versions} if first.versions.get(name) != second.versions.get(name))
    return Changes(first.name, second.name, second.study, len(second.numbers), tuple(rows), tuple(inputs), tuple(versions), second.language)


def sentences(found: Changes, most: int = 20) -> list[str]:
    """What the terminal says: what differs in the inputs, then the first changed numbers."""
    differing = ", ".join([*found.inputs, *found.versions])
    head = tr("Differs between {before} and {now}: {listed}.", before=found.before, now=found.now, listed=differing or tr("nothing"))
    count = counted("{n} number of {total} changed.", "{n} numbers of {total} changed.", len(found.rows), total=found.total)
    shown = [
        tr("{id}: {before} -> {now}. {cause}", id=row.result_id, before=row.before, now=row.now, cause=row.cause)
        for row in found.rows[:most]
    ]
    rest = len(found.rows) - most
    more = [counted("and {n} more, all of them in the files.", "and {n} more, all of them in the files.", rest)] if rest > 0 else []
    return [head, count, *shown, *more]
