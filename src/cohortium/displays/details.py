"""What stands behind the numbers of a row, for a page that shows it on demand: definition, statistics, and how its patients fall."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cohortium.displays.lookup import Lookup
from cohortium.displays.table import Cell, Row, Table, spans
from cohortium.explain.definitions import OF
from cohortium.explain.words import SENTENCE, Declared, statistic_in_words
from cohortium.language import marked, tr
from cohortium.results import Result

_COUNTS = {
    "N": marked("Patients it is out of (N)"),
    "n_missing": marked("Without a known value"),
    "n_unknown": marked("Time not known"),
    "n_imputed_stop": marked("Counted although stopped"),
    "n_imputed_missing": marked("Counted although missing"),
    "n_imputed_event": marked("Counted as no response after an event"),
    "n_complete": marked("With every term known"),
    "n_all_graded": marked("Every value graded"),
    "n_baseline_abnormal": marked("Abnormal at baseline"),
}
"""The counts beside a number that say of whom it speaks."""
_WHO = ("timepoint", "arm", "group", "group_level", "versus", "variant")


@dataclass(frozen=True)
class Detail:
    """Behind one row of a table: sentences, then one line of counts per reason and one column per group of patients."""

    title: str
    definition: tuple[str, ...]
    statistics: tuple[tuple[str, str], ...]
    heads: tuple[str, ...]
    counts: tuple[tuple[str, tuple[str, ...]], ...]
    example: str
    """The id of the first number, as `explain` takes it."""


def details(declared: Declared, lookup: Lookup, table: Table) -> dict[int, Detail]:
    """By the place of its row in the table; a row without a number has none."""
    found = {place: _detail(declared, lookup, table, row) for place, row in enumerate(table.rows)}
    return {place: detail for place, detail in found.items() if detail}


def _detail(declared: Declared, lookup: Lookup, table: Table, row: Row) -> Detail | None:
    shown = [(column, result) for column, cell in enumerate(row.cells) for result in _results(lookup, cell)]
    if not shown:
        return None
    first = shown[0][1]
    columns: dict[tuple[str, ...], tuple[str, Result]] = {}
    for column, result in shown:
        columns.setdefault(_who(result), (_heading(table, column), result))
    results = [result for _, result in columns.values()]
    return Detail(
        _title(row, [result for _, result in shown]),
        _definition(declared, results),
        tuple(_statistics(declared, [result for _, result in shown])),
        tuple(heading for heading, _ in columns.values()) if len(columns) > 1 else ("",),
        tuple(_lines(_counts(lookup, result) for result in results)),
        first.result_id,
    )


def _definition(declared: Declared, results: Iterable[Result]) -> tuple[str, ...]:
    """A paragraph for each thing shown, without the sentences that were said before: another timepoint says what is different."""
    of = {(result.analysis, result.variable, result.level, result.timepoint, result.variant): result for result in results}
    said: set[str] = set()
    paragraphs = []
    for text in (" ".join(OF[result.analysis](declared, result)) for result in of.values()):
        new = [sentence for sentence in SENTENCE.split(text) if sentence not in said]
        said.update(new)
        paragraphs.append(" ".join(new))
    return tuple(filter(None, paragraphs))


def _statistics(declared: Declared, results: Iterable[Result]) -> Iterable[tuple[str, str]]:
    """The names of statistics and what they are; both limits of an interval share a sentence, and counts of several levels."""
    found: dict[str, list[Result]] = {}
    for result in results:
        found.setdefault(result.stat, []).append(result)
    names: dict[str, list[str]] = {}
    for stat, rows in found.items():
        labels = tuple(dict.fromkeys(row.label for row in rows if row.level))
        names.setdefault(statistic_in_words(declared, rows[-1], labels), []).append(stat)
    return ((", ".join(stats), words) for words, stats in names.items())


def _results(lookup: Lookup, cell: Cell) -> Iterable[Result]:
    return (lookup.by_id[identifier] for identifier in cell.result_ids)


def _who(result: Result) -> tuple[str, ...]:
    """The patients that a number is of."""
    return tuple(getattr(result, part) for part in _WHO)


def _heading(table: Table, column: int) -> str:
    """The headings above a column: those that stand for something in the protocol, else all of them."""
    above = [heading for level in table.levels for heading, span in zip(level, spans(level), strict=True) if column in span]
    named = [heading for heading in above if heading.key] or above
    return ", ".join(dict.fromkeys(heading.text for heading in named if heading.text))


def _title(row: Row, shown: Iterable[Result]) -> str:
    """The label of the row, with that of its numbers where the row alone says too little and they share one."""
    label, *others = dict.fromkeys(result.label for result in shown)
    return row.label if others or not label or label in row.label else tr("{label}: {text}", label=label, text=row.label)


def _counts(lookup: Lookup, result: Result) -> dict[str, str]:
    """Every count of the same patients beside a number, by its label: N, what is missing, and each level."""
    found: dict[str, str] = {}
    for other in lookup.beside(result):
        label = tr(_COUNTS[other.stat]) if other.stat in _COUNTS else other.label
        if other.value is not None and (not other.level if other.stat in _COUNTS else other.level):
            found[label] = other.text
    return found


def _lines(counts: Iterable[Mapping[str, str]]) -> Iterable[tuple[str, tuple[str, ...]]]:
    """A line per label that counts anybody at all."""
    columns = list(counts)
    for label in dict.fromkeys(label for column in columns for label in column):
        line = tuple(column.get(label, "") for column in columns)
        if label == tr(_COUNTS["N"]) or any(text not in ("", "0") for text in line):
            yield label, line
