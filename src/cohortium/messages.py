"""What `check` and `run` say of a study: what was read, what is asked, what became of the answers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from cohortium.conformance.answers import FOLDER, STATUSES
from cohortium.conformance.checks import CHECKS
from cohortium.conformance.conform import of_the_form
from cohortium.conformance.deliveries import sentences
from cohortium.conformance.findings import LedgerRow
from cohortium.derived import Derived
from cohortium.language import counted, marked, tr
from cohortium.protocol.model import Protocol
from cohortium.protocol.style import JOURNALS, Style
from cohortium.protocol.words import percent_in_words
from cohortium.sources.names import place_of_table
from cohortium.sources.parts import is_part

if TYPE_CHECKING:
    from cohortium.displays import Paragraph, Table

SEVERITY_WORDS = {"blocking": marked("blocking"), "query": marked("query"), "note": marked("note")}


def summary(found: Derived) -> list[str]:
    """What was used of each sheet, what is wrong and where, what deliveries and answers changed."""
    furniture = {(sheet.file, sheet.sheet) for sheet in found.delivery.sheets if of_the_form(sheet)}
    tables: dict[tuple[str, str], list[LedgerRow]] = {}
    for row in found.ledger:
        if (row.file, row.sheet) not in furniture:
            tables.setdefault((str(place_of_table(PurePosixPath(row.file))), row.sheet), []).append(row)
    lines = [_used(found, rows) for rows in tables.values()]
    waiting = [query for query in found.queries if query.is_open]
    for rule in dict.fromkeys(query.rule for query in waiting):
        same = [query for query in waiting if query.rule == rule]
        shown = dict.fromkeys(f"{_place(found, query.file, query.sheet)} {query.cell}".strip() for query in same)
        more = [counted("and {n} more place", "and {n} more places", len(shown) - 3)] if len(shown) > 3 else []
        check, places = CHECKS[rule], tr("; ").join([*list(shown)[:3], *more])
        words = {"severity": tr(SEVERITY_WORDS[check.severity]), "sentence": tr(check.sentence), "count": len(same), "places": places}
        lines.append(tr("{severity}: {sentence} {count} in all: {places}.", **words))
    return [*lines, *sentences(found.differences), *about_answers(found), *_about_style(found.study.protocol.style)]


def _about_style(style: Style) -> list[str]:
    """That a journal's way of writing was not read in its own instructions throughout."""
    if not style.like or JOURNALS[style.like].confirmed:
        return []
    text = (
        'Style "{journal}": not every setting was read in the journal\'s own instructions. Compare the tables with them before you submit.'
    )
    return [tr(text, journal=style.like)]


def about_printed(protocol: Protocol, tables: Iterable[Table], text: Iterable[Paragraph]) -> list[str]:
    """What the protocol wants printed, and what came of it otherwise than somebody may think."""
    return [*about_wording(tables), *about_own_text(protocol, text)]


def about_wording(tables: Iterable[Table]) -> list[str]:
    """Words of tables that the protocol wants otherwise, and that they do not print: written wrongly, in another language, or gone."""
    text = 'tables.{table}.wording: nothing there reads or begins with "{words}", so nothing was changed.'
    return [tr(text, table=table.id, words=words) for table in tables for words in table.unmet]


_LOOSE = re.compile(r"\d+(?:[.,]\d+)?\s?%|\b\d+\s(?:of|sur)\s\d+\b|\b\d+\spatients?\b")


def about_own_text(protocol: Protocol, text: Iterable[Paragraph]) -> list[str]:
    """Numbers of patients and percentages of the study's own text that no result stands behind: they would not change with the data."""
    level = percent_in_words(protocol.statistics.confidence).replace("\N{NO-BREAK SPACE}", " ")
    free = [part.text for paragraph in text if protocol.report.text for part in paragraph.parts if not part.result_id]
    loose = dict.fromkeys(found[0] for piece in free for found in _LOOSE.finditer(piece))
    said = 'report.text says "{number}", bound to no result: write the result\'s id in braces instead, or it stays when the data change.'
    return [tr(said, number=each) for each in loose if each.replace("\N{NO-BREAK SPACE}", " ") != level]


def about_answers(found: Derived) -> list[str]:
    """What became of the answers of the centres, and which of them need another look; nothing where none came back."""
    counts = found.decided.answers.counts()
    if not found.decided.answers.log.entries:
        return []
    text = "Answers in {folder}: {corrected} corrected, {confirmed} confirmed, {not_available} not available."
    standing = {name: sum(query.status == name for query in found.queries) for name in STATUSES}
    more = tr("Questions: {new} new, {open} open, {answered} answered but not settled, {closed} closed.", **standing)
    return [tr(text, folder=found.study.folder / FOLDER, **counts), more, *found.decided.answers.told(found.queries)]


def _used(found: Derived, rows: list[LedgerRow]) -> str:
    """Of a sheet, or of all parts of a table."""
    counts = {"used": sum(row.rows_used for row in rows), "rows": sum(row.rows - row.rows_not_data for row in rows)}
    place = _place(found, rows[0].file, rows[0].sheet)
    if is_part(PurePosixPath(rows[0].file)):
        folder = place_of_table(PurePosixPath(rows[0].file))
        place = counted("{folder}, {n} part", "{folder}, {n} parts", len(rows), folder=folder)
    return tr("{place}: {used} of {rows} rows used.", place=place, **counts)


def _place(found: Derived, file: str, sheet: str) -> str:
    """File and sheet in words. What is no table may bear a patient's name, so its own name is not said."""
    read = {(each.file, getattr(each, "sheet", "")): each.table for each in (*found.delivery.sheets, *found.delivery.parquet)}
    if file in found.decided.objections.files or any(each.startswith(f"{file}/") for each, _ in read):
        return file  # the folder of a delivery is named like a file
    if (file, sheet) not in read and not sheet:
        return tr("{folder}, a file that is no delivery", folder=Path(file).parent.as_posix())
    if not sheet:
        return file
    return tr("{file}, sheet {sheet}" if read.get((file, sheet)) else "{file}, a sheet that is no table", file=file, sheet=sheet)


def to_send(found: Derived) -> list[str]:
    """Where questions go, and answers come from."""
    if not any(query.centre and query.is_open for query in found.queries):
        return []
    text = "Send each workbook in queries/ to its centre; put what comes back, as it is, into {folder}, then check again."
    return [tr(text, folder=found.study.folder / FOLDER)]
