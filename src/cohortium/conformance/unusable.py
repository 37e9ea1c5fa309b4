"""Sheets whose headings do not make their table: left unread and asked about, so that the files of the others are read all the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cohortium.conformance.findings import Finding
from cohortium.conformance.layout import Columns, Layout, lay_out, missing_columns
from cohortium.problems import Problems
from cohortium.sources import Delivery, Sheet


def without_unusable(delivery: Delivery, known: Mapping[str, Columns]) -> tuple[Delivery, list[Finding]]:
    """The delivery, such sheets left unread, and a question for each.

    Problems where nothing else could be read, or where headings are those of their table and a column that it needs is not among them.
    What a mapping says of a sheet is somebody's, so its mistakes are told as such, elsewhere.
    """
    laid = {each.number: lay_out(each, known[each.table]) for each in delivery.sheets if _is_native(each)}
    wrong = {number: said for number, (_, said) in laid.items() if said}
    usable = any(each.table and each.header_row and each.number not in wrong for each in delivery.sheets)
    lacking = [text for each in delivery.sheets if each.number in wrong for text in _lacks(each, laid[each.number][0])]
    if lacking or wrong and not (usable or delivery.parquet):
        raise Problems("Headings that cannot be used", lacking if usable else [text for said in wrong.values() for text in said])
    findings = [_finding(each, wrong[each.number]) for each in delivery.sheets if each.number in wrong and not each.superseded]
    return replace(delivery, sheets=tuple(replace(s, table="") if s.number in wrong else s for s in delivery.sheets)), findings


def _is_native(sheet: Sheet) -> bool:
    return bool(sheet.table and sheet.header_row and not sheet.view and not sheet.duplicate_of)


def _lacks(sheet: Sheet, layout: Layout) -> list[str]:
    """What a sheet needs and has not; nothing where its heading is no heading at all, such as a title above it."""
    return missing_columns(sheet, layout.columns) if layout.columns else []


def _finding(sheet: Sheet, said: list[str]) -> Finding:
    """At the heading; what is wrong without its place, which the question has anyway."""
    found = "; ".join(text.partition(": ")[2] or text for text in said)
    return Finding("unusable_headings", sheet.number, sheet.header_row, 0, sheet.centre, found=found, variable=sheet.table)
