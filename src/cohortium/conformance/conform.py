"""From sheets of texts to typed inputs: every cell is used, set aside or counted as unused, and said why."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from cohortium.conformance.ages import ages_of
from cohortium.conformance.centres import CentreColumns, contradicting
from cohortium.conformance.choices import NOT_CODED
from cohortium.conformance.coding import Coding
from cohortium.conformance.columns import look_over
from cohortium.conformance.completeness import filled_of, is_counted, nothing_of
from cohortium.conformance.confirmed import NOT_AVAILABLE, answered
from cohortium.conformance.doubts import mended
from cohortium.conformance.findings import Conformed, Finding
from cohortium.conformance.free_texts import collect, declared_by
from cohortium.conformance.inputs import Frame, empty_inputs, fill
from cohortium.conformance.layout import CENTRE, Columns, Layout, known_columns, lay_out
from cohortium.conformance.ledger import DUPLICATE, Account
from cohortium.conformance.looks import about_sheet
from cohortium.conformance.mapped import unsure
from cohortium.conformance.names import clean, plain
from cohortium.conformance.objections import NOBODY, Objections
from cohortium.conformance.reading import ACCEPTED, EMPTY, NORMALISED, Kind, Known, TypedColumn, type_column
from cohortium.conformance.recognise import recognised
from cohortium.conformance.rows import Centres, Key, Selection, row_names, select, texts_of
from cohortium.conformance.shapes import without_turned
from cohortium.conformance.templates import about_templates
from cohortium.conformance.totals import with_totals
from cohortium.conformance.twins import twins
from cohortium.conformance.unit_names import strange_units
from cohortium.conformance.unusable import without_unusable
from cohortium.conformance.withhold import withhold
from cohortium.language import Message, later, marked
from cohortium.measures import Measure
from cohortium.problems import Problem, Problems
from cohortium.protocol.model import Protocol
from cohortium.provenance import record_of
from cohortium.sources import Delivery, Sheet
from cohortium.sources.mapping.views import View, asked_texts
from cohortium.sources.names import TABLES
from cohortium.sources.template.reading import Stamped

_NO_TABLE = marked(
    "No sheet and no file is named after a table, so nothing can be read. Name the sheets of a workbook, or the CSV files, "
    "after what they hold: {tables}. Or leave the files as they are, and let a mapping be proposed for each: cohortium map FILE"
)


def conform(
    delivery: Delivery,
    protocol: Protocol,
    measures: Mapping[str, Measure],
    objections: Objections = NOBODY,
    coding: Coding = NOT_CODED,
) -> Conformed:
    """Type a delivery by the protocol's declaration, without the patients who object.

    A table that cannot be used at all is a Problem, all named at once.
    """
    known = known_columns(protocol, measures, coding)
    delivery, identifying = withhold(delivery)
    delivery, shapes = without_turned(delivery, known)
    if not shapes:
        _refuse_without_table(delivery)
    delivery, unusable = without_unusable(delivery, known)
    shapes += unusable
    layouts = _layouts(delivery, known)
    centres = Centres(protocol)
    conformed = Conformed(
        delivery,
        empty_inputs(),
        [*_about_files(delivery, {finding.sheet_number for finding in shapes}), *shapes, *identifying],
        _accounts(delivery, layouts),
        [(number, variable, index) for number, layout in layouts.items() for variable, (index, _) in layout.columns.items() if index],
        centres=centres.codes,
    )
    have = CentreColumns()
    known_texts: Known = {}
    for table in TABLES:
        sheets = [sheet for sheet in delivery.sheets if sheet.table == table and sheet.number in layouts]
        _conform_table(conformed, table, sheets, layouts, centres, protocol, measures, have, objections, known_texts)
    conformed.findings.extend(contradicting(delivery, layouts, have, protocol))
    for finding, rows in have.not_collected(protocol):
        conformed.findings.append(finding)
        conformed.missing.append((finding.sheet_number, finding.variable, finding.rule, rows))
    conformed.findings.extend(_about_mapped_columns(delivery, layouts))
    conformed.findings.extend(about_templates(delivery, protocol, measures))
    conformed.findings[:] = recognised(conformed.findings, {sheet.number: sheet for sheet in delivery.sheets}, known)
    conformed.findings.extend([*strange_units(conformed, protocol), *twins(conformed, protocol)])
    for sheet in delivery.sheets:
        if sheet.duplicate_of:
            conformed.accounts[sheet.number].mark(range(1, sheet.height + 1), DUPLICATE)
    return conformed


def _accounts(delivery: Delivery, layouts: dict[int, Layout]) -> dict[int, Account]:
    """The account of every sheet; readings of one sheet share one."""
    accounts: dict[int, Account] = {}
    for sheet in delivery.sheets:
        account = accounts[sheet.number] = accounts.get(sheet.account) or Account(sheet)
        if sheet.number in layouts:
            account.readings[sheet.number] = tuple(index for index, _ in layouts[sheet.number].columns.values() if index)
    return accounts


def _refuse_without_table(delivery: Delivery) -> None:
    if not delivery.parquet and not any(sheet.table or sheet.withheld for sheet in delivery.sheets):
        raise Problem(_NO_TABLE, tables=", ".join(TABLES))


def _layouts(delivery: Delivery, known: Mapping[str, Columns]) -> dict[int, Layout]:
    layouts: dict[int, Layout] = {}
    wrong: list[str] = []
    for sheet in delivery.sheets:
        if sheet.table and sheet.header_row and not sheet.duplicate_of:
            layouts[sheet.number], found = lay_out(sheet, known[sheet.table])
            wrong += found
    if wrong:
        raise Problems("Mappings that need correction", list(dict.fromkeys(wrong)))
    return layouts


def _conform_table(
    conformed: Conformed,
    table: str,
    sheets: list[Sheet],
    layouts: dict[int, Layout],
    centres: Centres,
    protocol: Protocol,
    measures: Mapping[str, Measure],
    have: CentreColumns,
    objections: Objections,
    known: Known,
) -> None:
    names = tuple(sorted({name for sheet in sheets for name in row_names(sheet)}))
    declared, ages = declared_by(protocol), ages_of(conformed.inputs, protocol)
    seen: set[Key] = set()
    for sheet in sheets:
        layout = layouts[sheet.number]
        account = conformed.accounts[sheet.number]
        selection = select(sheet, layout, centres, names, seen, account, conformed.findings, objections)
        columns = _typed(sheet, layout, selection, known)
        conformed.findings.extend(look_over(sheet, selection, columns, protocol))
        for column in columns.values():
            if column.index:
                account.book(column.index, _together(selection.rows), column.statuses)
        read = ((variable, column) for variable, column in columns.items() if column.index and is_counted(variable))
        conformed.filled.extend(filled_of(sheet.centre, table, variable, column) for variable, column in read)
        conformed.filled.extend(nothing_of(sheet.centre, table, columns, selection.silent))
        collect(conformed.free, sheet, layout, selection, declared)
        conformed.missing.extend((sheet.number, variable, *each) for variable, column in columns.items() for each in column.missing.items())
        if not sheet.superseded:
            conformed.findings.extend(_about_columns(sheet, layout))
            conformed.findings.extend(about_sheet(sheet, layout))
        conformed.findings.extend(_unknown_centres(sheet, layout, selection, protocol, conformed.findings))
        conformed.findings.extend(_about_cells(sheet, selection, columns))
        columns, found = with_totals(sheet, selection, columns, protocol, measures, ages)
        conformed.findings.extend(found)
        have.add(sheet, selection, columns)
        first = record_of(sheet.number, 0)
        records = [first + row for row in selection.rows]
        fill(conformed.inputs, table, Frame(records, selection.centres, selection.codes, columns), protocol)


def _typed(sheet: Sheet, layout: Layout, selection: Selection, known: Known) -> dict[str, TypedColumn]:
    """The typed columns of the rows that are used."""
    rows = _together(selection.rows)
    columns: dict[str, TypedColumn] = {}
    for variable, (index, kind) in layout.columns.items():
        if index:
            columns[variable] = _column(sheet, variable, index, kind, rows, known)
        elif sheet.view:
            columns[variable] = type_column(kind, 0, [sheet.view.constants()[_written(sheet.view, variable)]] * len(rows))
    return columns


def _together(rows: Sequence[int]) -> Sequence[int]:
    """Rows without a gap as a range, which is read and booked at once."""
    return range(rows[0], rows[-1] + 1) if rows and rows[-1] - rows[0] == len(rows) - 1 else rows


def _column(sheet: Sheet, variable: str, index: int, kind: Kind, rows: Sequence[int], known: Known) -> TypedColumn:
    written = texts_of(sheet, index, rows)
    if sheet.view is None:
        return answered(sheet, type_column(kind, index, written, known), rows)
    texts = asked_texts(sheet, sheet.view.columns[_written(sheet.view, variable)][1], written, rows)
    column = type_column(kind, index, texts, known)
    if texts is not written:  # what a box means depends on its row: it is no text as written
        together = zip(written, texts, column.statuses, strict=True)
        column.statuses = bytes(NORMALISED if a != b and status in (ACCEPTED, EMPTY) else status for a, b, status in together)
    return answered(sheet, column, rows)


def _written(view: View, variable: str) -> str:
    """How the mapping spells a variable."""
    return next(name for name in view.columns if plain(name) == plain(variable))


def _about_cells(sheet: Sheet, selection: Selection, columns: dict[str, TypedColumn]) -> list[Finding]:
    """A finding for every cell that was set aside, and for treatment lines without a drug."""
    found = [
        _at_cell(sheet, selection, variable, column, position, rule)
        for variable, column in columns.items()
        for told in (column.faults, column.notes)
        for position, rule in told.items()
        if rule != NOT_AVAILABLE
    ]
    if sheet.table == "treatments":
        drug = columns["drug"]
        found += [
            Finding("drug_missing", sheet.number, row, drug.index, centre, code, sheet.text(row, drug.index), variable="drug")
            for row, centre, code, value in zip(selection.rows, selection.centres, selection.codes, drug.values, strict=True)
            if value is None
        ]
    return found


def _at_cell(sheet: Sheet, selection: Selection, variable: str, column: TypedColumn, position: int, rule: str) -> Finding:
    """What is to be said of one cell: it was set aside, or only noted."""
    row, text, faulty = selection.rows[position], sheet.text(selection.rows[position], column.index), position in column.faults
    expected = column.kind.expected if faulty else _proposal(rule, text)
    whose = selection.centres[position], selection.codes[position]
    return Finding(rule, sheet.number, row, column.index, *whose, text, expected, variable, quarantines=faulty)


def _proposal(rule: str, text: str) -> str | Message:
    """What a text probably was, where its check can tell."""
    return later("probably {text}", text=mended(text)) if rule == "mojibake" else ""


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


def _about_mapped_columns(delivery: Delivery, layouts: dict[int, Layout]) -> list[Finding]:
    """Of sheets that a mapping reads: columns that no reading names, and what the mapping says that it is unsure of."""
    found: list[Finding] = []
    for first in (s for s in delivery.sheets if s.view and s.account == s.number and not s.superseded):
        readings = [sheet for sheet in delivery.sheets if sheet.account == first.number and sheet.view]
        used = {index for sheet in readings if sheet.number in layouts for index, _ in layouts[sheet.number].columns.values()}
        doubts = {index: (sheet, name, doubt) for sheet in readings if sheet.view for name, index, doubt in unsure(sheet, sheet.view)}
        found += [
            Finding("mapping_unsure", sheet.number, first.header_row, index, first.centre, found=doubt, variable=name)
            for index, (sheet, name, doubt) in sorted(doubts.items())
        ]
        for index, heading in enumerate(first.headers, start=1):
            if index not in used and index not in doubts and any(first.columns[index - 1][first.header_row :]):
                rule = "unmapped_column" if clean(heading) else "empty_header"
                found.append(Finding(rule, first.number, first.header_row, index, found=heading, variable=heading))
    return found


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


def of_the_form(sheet: Sheet) -> bool:
    """Whether a sheet is a part of a template in which nothing is entered: the control sheet, the lists, the stamp."""
    return isinstance(sheet.written, Stamped) and not sheet.written.holds_entries(sheet.sheet)


def _is_known(sheet: Sheet, asked: Container[int]) -> bool:
    """Whether a sheet is read, or it is known, or asked about elsewhere, why it is not."""
    told = sheet.withheld or sheet.number in asked or sheet.duplicate_of or sheet.superseded
    return bool(sheet.table or told or of_the_form(sheet))


def _about_files(delivery: Delivery, asked: Container[int]) -> list[Finding]:
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
    of_some_use = {sheet.file for sheet in delivery.sheets if _is_known(sheet, asked)}
    for sheet in delivery.sheets:
        if not sheet.header_row or _is_known(sheet, asked):
            continue
        name = sheet.sheet or sheet.file.rpartition("/")[2]
        rule = "unfit_sheet" if sheet.unfit else "unused_sheet" if sheet.file in of_some_use else "unread_file"
        of_some_use.add(sheet.file)  # one question is enough; its other sheets are listed
        found.append(Finding(rule, sheet.number, centre=sheet.centre, found=name, variable=name))
    return found
