"""report.html: one file that opens anywhere, without script or network; aggregates only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

from cohortium.conformance.answers import STATUSES
from cohortium.conformance.completeness import by_variable
from cohortium.displays import Detail, Row, Table, alike, cut, details
from cohortium.explain.words import SENTENCE
from cohortium.language import tr
from cohortium.outputs.excel import STATES
from cohortium.outputs.figures.page import inline
from cohortium.outputs.layout import halves
from cohortium.outputs.pages import page_of
from cohortium.outputs.run import Outputs, shareable_sheet

TEMPLATE = "report.html.j2"
LATE = ("evaluability",)  # shown with the accounts of the data, after the tables of the paper
FIRST = ("participants",)
SEVERITIES = ("blocking", "query", "note")
WIDE = 10  # more columns than this are set smaller
USUAL_WIDTH, PAPER_WIDTH = 105.0, 140.0
"""What a page on its side holds beside the labels of rows, in digits: in letters of the usual size, and in the small ones (report.css)."""
BESIDE = 1.6
"""Around a column and between the parts of its cells, in digits."""
LONG = 160  # letters behind its first sentence that make a definition worth saying once


def write_report(folder: Path, run: Outputs) -> None:
    """The report of a run."""
    (folder / "report.html").write_bytes(report(run).encode("utf-8"))


def report(run: Outputs) -> str:
    """The report as text. No query's patient, cell or finding enters it: only counts per rule."""
    behind = details(run.protocol, run.results, run.tables)
    shown = {table.id: _shown(table, behind[table.id]) for table in run.tables}
    said, words = _said_once([about for each in shown.values() for about in each["about"]])
    return page_of(
        TEMPLATE,
        {"ids": _ids, "first_sentence": _first_sentence},
        run=run,
        flow=[table for name, table in shown.items() if name in FIRST],
        tables=[table for name, table in shown.items() if name not in FIRST + LATE],
        pictures=inline(run),
        behind_answer=next((key for each in shown.values() for key in _keys_of(each, run.answer.result_ids)), ""),
        said=said,
        words=words,
        states=[table for name, table in shown.items() if name in LATE],
        ledger=[(row, shareable_sheet(row), _reasons(run, row.file, row.sheet)) for row in run.ledger],
        questions=_questions(run),
        statuses=[tr(word) for word in STATUSES.values()],
        filled=by_variable(run.filled),
        checks=_checks(run),
    )


def _keys_of(shown: dict[str, Any], identifiers: Collection[str]) -> Iterator[str]:
    """The keys of what the rows of a table show on demand of some results."""
    rows = (row for part in shown["parts"] for body in part["bodies"] for row in body)
    return (key for row, _, key in rows if key and not {name for one in row.cells for name in one.result_ids}.isdisjoint(identifiers))


def _shown(table: Table, behind: dict[int, Detail]) -> dict[str, Any]:
    """A table in parts that fit on paper, with the key of what each row shows on demand, or none."""
    keys = [f"about-{table.id}-{place}" if place in behind else "" for place in range(len(table.rows))]
    about = [(keys[place], detail) for place, detail in behind.items()]
    return {"table": table, "parts": [_part(each, keys) for each in _parts(table)], "about": about}


def _parts(table: Table) -> list[Table]:
    """The table, cut until its parts fit on paper."""
    found = halves(table)
    if _digits(table) <= PAPER_WIDTH or not found:
        return [table]
    return [part for span in found for part in _parts(cut(table, span))]


def _digits(table: Table) -> float:
    """How wide its columns are together, in digits; headings take the lines that they need."""
    return sum(max(_cells_wide(table.rows, place), _word_wide(table, place)) + BESIDE for place in range(len(table.heads)))


def _cells_wide(rows: tuple[Row, ...], place: int) -> float:
    """The widest cell of a column, where the numbers of rows of a kind stand under each other."""
    columns = [[row.cells[place].parts for row in found if row.kind == "row"] for found in alike(rows)]
    pairs = [sum(_room(cells) or ()) for cells in columns]
    return max([*pairs, *(len(parts[0]) for cells in columns for parts in cells if len(parts) == 1)], default=0)


def _word_wide(table: Table, place: int) -> int:
    """The longest word of the headings of a column, those among its rows too."""
    headings = [table.heads[place].text, *(row.cells[place].text for row in table.rows if row.kind == "heads")]
    return max(len(word) for heading in headings for word in heading.split(" "))


def _part(table: Table, keys: list[str]) -> dict[str, Any]:
    """What the layout of some columns needs: bodies of rows, the room of the parts of each cell, the columns that hold pairs."""
    rooms: dict[int, list[tuple[float, float] | None]] = {}
    for rows in alike(table.rows):
        shared = [_room(row.cells[place].parts for row in rows if row.cells) for place in range(len(table.heads))]
        # A column of zeros and dashes only stands like its neighbours of the same heading.
        like = {head.text: room for head, room in zip(table.heads, shared, strict=True) if room}
        shared = [room or like.get(head.text) for head, room in zip(table.heads, shared, strict=True)]
        rooms.update(dict.fromkeys(map(id, rows), shared))
    pairs = [any(room[place] for room in rooms.values()) for place in range(len(table.heads))]
    key_of = {id(row): key for row, key in zip(table.rows, keys, strict=True)}
    bodies = [[(row, rooms[id(row)], key_of[id(row)]) for row in body] for body in _bodies(table.rows)]
    return {"table": table, "bodies": bodies, "pairs": pairs, "wide": len(table.heads) > WIDE or _digits(table) > USUAL_WIDTH}


def _said_once(abouts: list[tuple[str, Detail]]) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
    """What several panels say, by its text: the panel that says it first, or one of its own; (key, name, text) of the latter.

    A page that repeats the definition of an endpoint beside each of its numbers is a third longer.
    """
    definitions = Counter(text for _, detail in abouts for text in detail.definition if len(text) > len(_first_sentence(text)) + LONG)
    statistics = Counter(pair for _, detail in abouts for pair in detail.statistics)
    often = [(f"word-{place}", *pair) for place, pair in enumerate(pair for pair, times in statistics.items() if times > 1)]
    first = {text: key for key, detail in reversed(abouts) for text in detail.definition if definitions[text] > 1}
    return first | {text: key for key, _, text in reversed(often)}, often


def _first_sentence(text: str) -> str:
    return SENTENCE.split(text)[0]


def _ids(names: tuple[str, ...]) -> str:
    """Ids of results under each other; of those that differ from the first in their last part only, that part."""
    stem = names[0].rpartition("/")[0] + "/"
    return "\n".join([names[0], *(name.removeprefix(stem) if "/" not in name.removeprefix(stem) else name for name in names[1:])])


def _room(cells: Iterable[tuple[str, ...]]) -> tuple[float, float] | None:
    """Widths, in digits, of the two parts of a column's cells, so that they align; None for a column of single parts.

    Parentheses and semicolons are narrower than the digits that `ch` measures.
    """
    pairs = [parts for parts in cells if len(parts) > 1]
    if not pairs:
        return None
    first, second = (max(len(parts[place]) for parts in pairs) for place in (0, 1))
    return round(first * 0.95, 1), round(second * 0.87, 1)


def _bodies(rows: Iterable[Row]) -> list[list[Row]]:
    """Rows cut before each heading of rows, so that a heading belongs to the rows below it."""
    bodies: list[list[Row]] = []
    for row in rows:
        starts = row.kind != "row" or (bodies and row.indent < bodies[-1][-1].indent)
        if starts or not bodies:
            bodies.append([])
        bodies[-1].append(row)
    return bodies


def _rule(run: Outputs, rule: str) -> str:
    return tr(run.rules.get(rule) or rule.replace("_", " "))


def _reasons(run: Outputs, file: str, sheet: str) -> list[tuple[str, int]]:
    rules = Counter(query.rule for query in run.queries if (query.file, query.sheet) == (file, sheet))
    return [(_rule(run, rule).rstrip("."), count) for rule, count in sorted(rules.items())]


def _checks(run: Outputs) -> list[tuple[str, int]]:
    """How many checks are in each state; which ones, and where they failed, is in the workbook and in checks.csv."""
    counted = Counter(each.state for each in run.checks)
    return [(tr(words), counted[state]) for state, words in STATES.items() if run.checks]


def _questions(run: Outputs) -> list[tuple[str, str, list[int]]]:
    """Severity, question, and how many of them are new, open, answered, closed."""
    counted = Counter((query.severity, query.rule) for query in run.queries)
    standing = Counter((query.severity, query.rule, query.status) for query in run.queries)
    order = {severity: place for place, severity in enumerate(SEVERITIES)}
    keys = sorted(counted, key=lambda key: (order.get(key[0], len(order)), -counted[key], key[1]))
    return [(severity, _rule(run, rule), [standing[severity, rule, status] for status in STATUSES]) for severity, rule in keys]
