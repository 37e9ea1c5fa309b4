"""From sheets of texts to typed inputs: every cell is used, set aside or counted as unused, and said why."""

from __future__ import annotations

from collections.abc import Mapping

from cohortium.conformance.findings import Conformed, Finding
from cohortium.conformance.inputs import Frame, empty_inputs, fill
from cohortium.conformance.layout import CENTRE, Layout, known_columns, lay_out
from cohortium.conformance.ledger import DUPLICATE, Account
from cohortium.conformance.reading import TypedColumn, type_column
from cohortium.conformance.rows import Centres, Key, Selection, row_names, select
from cohortium.language import marked
from cohortium.measures import Measure
from cohortium.problems import Problem, Problems
from cohortium.protocol.model import Protocol
from cohortium.provenance import record_of
from cohortium.sources import Delivery, Sheet
from cohortium.sources.names import TABLES

_NO_TABLE = marked(
    "No sheet and no file is named after a table, so nothing can be read. Name the sheets of a workbook, or the CSV files, "
    "after what they hold: {tables}."
)


def conform(delivery: Delivery, protocol: Protocol, measures: Mapping[str, Measure]) -> Conformed:
    """Type a delivery by the protocol's declaration; a table that cannot be used at all is a Problem, all named at once."""
    layouts = _layouts(delivery, protocol, measures)
    centres = Centres(protocol)
    conformed = Conformed(
        delivery,
        empty_inputs(),
        _about_files(delivery),
        {sheet.number: Account(sheet) for sheet in delivery.sheets},
        [(number, variable, index) for number, layout in layouts.items() for variable, (index, _) in layout.columns.items()],
        centres.codes,
    )
    for table in TABLES:
        sheets = [sheet for sheet in delivery.sheets if sheet.table == table and sheet.number in layouts]
        _conform_table(conformed, table, sheets, layouts, centres, protocol)
    for sheet in delivery.sheets:
        if sheet.duplicate_of:
            conformed.accounts[sheet.number].mark(range(1, sheet.height + 1), DUPLICATE)
    return conformed


def _layouts(delivery: Delivery, protocol: Protocol, measures: Mapping[str, Measure]) -> dict[int, Layout]:
    if not delivery.parquet and not any(sheet.table for sheet in delivery.sheets):
        raise Problem(_NO_TABLE, tables=", ".join(TABLES))
    known = known_columns(protocol, measures)
    layouts: dict[int, Layout] = {}
    wrong: list[str] = []
    for sheet in delivery.sheets:
        if sheet.table and sheet.header_row and not sheet.duplicate_of:
            layouts[sheet.number], found = lay_out(sheet, known[sheet.table])
            wrong += found
    if wrong:
        raise Problems("Headings that cannot be used", wrong)
    return layouts


def _conform_table(
    conformed: Conformed, table: str, sheets: list[Sheet], layouts: dict[int, Layout], centres: Centres, protocol: Protocol
) -> None:
    names = tuple(sorted({name for sheet in sheets for name in row_names(sheet)}))
    seen: set[Key] = set()
    for sheet in sheets:
        layout = layouts[sheet.number]
        account = conformed.accounts[sheet.number]
        selection = select(sheet, layout, centres, names, seen, account, conformed.findings)
        columns = _typed(sheet, layout, selection, account)
        conformed.findings.extend(_about_columns(sheet, layout))
        conformed.findings.extend(_unknown_centres(sheet, layout, selection, protocol, conformed.findings))
        conformed.findings.extend(_about_cells(sheet, selection, columns))
        records = [record_of(sheet.number, row) for row in selection.rows]
        fill(conformed.inputs, table, Frame(records, selection.centres, selection.codes, columns), protocol)


def _typed(sheet: Sheet, layout: Layout, selection: Selection, account: Account) -> dict[str, TypedColumn]:
    """The typed columns of the rows that are used, booked in the account."""
    rows = selection.rows
    span = range(rows[0], rows[-1] + 1) if rows else range(0)
    whole = len(span) == len(rows)
    columns: dict[str, TypedColumn] = {}
    for variable, (index, kind) in layout.columns.items():
        texts = sheet.columns[index - 1]
        wanted = texts[span.start - 1 : span.stop - 1] if whole and rows else [texts[row - 1] for row in rows]
        columns[variable] = type_column(kind, index, wanted)
        account.book(index, span if whole and rows else rows, columns[variable].statuses)
    return columns


def _about_cells(sheet: Sheet, selection: Selection, columns: dict[str, TypedColumn]) -> list[Finding]:
    """A finding for every cell that was set aside, and for treatment lines without a drug."""
    found = [
        Finding(
            rule,
            sheet.number,
            selection.rows[position],
            column.index,
            selection.centres[position],
            selection.codes[position],
            sheet.text(selection.rows[position], column.index),
            column.kind.expected,
            variable,
            quarantines=True,
        )
        for variable, column in columns.items()
        for position, rule in column.faults.items()
    ]
    if sheet.table == "treatments":
        drug = columns["drug"]
        found += [
            Finding("drug_missing", sheet.number, row, drug.index, centre, code, sheet.text(row, drug.index), variable="drug")
            for row, centre, code, value in zip(selection.rows, selection.centres, selection.codes, drug.values, strict=True)
            if value is None
        ]
    return found


def _about_columns(sheet: Sheet, layout: Layout) -> list[Finding]:
    """Headings that no table knows, and columns without one that hold something."""
    found = [
        Finding("unmapped_column", sheet.number, sheet.header_row, index, found=heading, variable=heading)
        for index, heading in enumerate(sheet.headers, start=1)
        if index in layout.unmapped
    ]
    return found + [
        Finding("empty_header", sheet.number, sheet.header_row, index) for index in layout.unnamed if any(sheet.columns[index - 1])
    ]


def _unknown_centres(sheet: Sheet, layout: Layout, selection: Selection, protocol: Protocol, so_far: list[Finding]) -> list[Finding]:
    """Centres that are not declared: once per centre and file, at the first place that names it."""
    if not protocol.centres:
        return []
    column = layout.columns[CENTRE][0] if CENTRE in layout.columns else 0
    asked = {(finding.file, finding.centre) for finding in so_far if finding.rule == "unknown_centre"}
    found: dict[str, Finding] = {}
    for row, centre in zip(selection.rows, selection.centres, strict=True):
        if centre not in protocol.centres and centre not in found and (sheet.file, centre) not in asked:
            place = (row, column) if column else (0, 0)
            found[centre] = Finding("unknown_centre", sheet.number, *place, centre, found=centre, variable=CENTRE, file=sheet.file)
    return list(found.values())


def _about_files(delivery: Delivery) -> list[Finding]:
    """Files that were skipped or sent twice, and sheets that are no table."""
    found = [
        Finding("file_skipped", 0, found=skipped.reason, variable=skipped.file.rpartition("/")[2], file=skipped.file)
        for skipped in delivery.skipped
    ]
    centres = {sheet.file: sheet.centre for sheet in delivery.sheets}
    twice: dict[str, Sheet] = {sheet.file: sheet for sheet in reversed(delivery.sheets) if sheet.duplicate_of}
    for sheet in sorted(twice.values(), key=lambda sheet: sheet.number):
        same = centres[sheet.duplicate_of] == sheet.centre
        rule = "duplicate_file" if same else "duplicate_file_centre"
        found.append(Finding(rule, sheet.number, centre=sheet.centre, found=sheet.duplicate_of, variable="file", file=sheet.file))
    unread = (sheet for sheet in delivery.sheets if not sheet.table and sheet.header_row and not sheet.duplicate_of)
    for sheet in unread:
        name = sheet.sheet or sheet.file.rpartition("/")[2]
        found.append(Finding("unused_sheet", sheet.number, centre=sheet.centre, found=name, variable=name))
    return found
