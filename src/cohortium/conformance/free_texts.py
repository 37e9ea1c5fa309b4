"""The texts of events, drugs and reasons for a stop that are no declared term: found before anything is coded."""

from __future__ import annotations

from collections.abc import Callable

from cohortium.conformance import choices
from cohortium.conformance.coding import COLUMNS, DRUG, EVENT, STOP, FreeText, Key, declared_terms
from cohortium.conformance.layout import Layout
from cohortium.conformance.names import clean, plain
from cohortium.conformance.reading import QUARANTINED, Fault, Kind, is_excel_error, is_missing, read_cell
from cohortium.conformance.rows import Selection, texts_of
from cohortium.protocol.model import Protocol
from cohortium.protocol.tables import known_drug
from cohortium.sources import Sheet


def declared_by(protocol: Protocol) -> dict[str, Callable[[str], bool]]:
    """Kind -> whether a text of it is a declared term, as the protocol spells them."""
    event, stop = choices.event_term(protocol), choices.stop_reasons(protocol)
    drugs = {known_drug(protocol, name) for name in declared_terms(protocol, DRUG)}
    return {
        EVENT: lambda text: read_cell(event, text).status != QUARANTINED,
        STOP: lambda text: read_cell(stop, text).status != QUARANTINED,
        DRUG: lambda text: known_drug(protocol, text) in drugs,
    }


def collect(
    found: dict[Key, FreeText], sheet: Sheet, layout: Layout, selection: Selection, declared: dict[str, Callable[[str], bool]]
) -> None:
    """Add the free texts of a sheet: as first written, with their cells and patients."""
    for variable, kind in COLUMNS.items():
        index, how = layout.columns.get(variable, (0, None))
        if not index or how is None or (variable == "stop_reasons" and sheet.table != "treatments"):
            continue
        texts = texts_of(sheet, index, selection.rows)
        free = {text: meant for text in dict.fromkeys(texts) if (meant := free_text(how, text, declared[kind]))}
        for text, who in zip(texts, zip(selection.centres, selection.codes, strict=True), strict=True) if free else ():
            if text in free:
                entry = found.setdefault((kind, plain(free[text])), FreeText(free[text]))
                entry.cells += 1
                entry.patients.add(who)


def free_text(kind: Kind, text: str, declared: Callable[[str], bool]) -> str:
    """The text in the study's words where it is no declared term and not missing; else nothing."""
    cleaned = clean(text)
    if not cleaned or is_excel_error(cleaned):
        return ""
    try:
        meant = kind.translate(cleaned) if kind.translate else cleaned
    except Fault:
        return ""
    return "" if is_missing(meant, kind) or not plain(meant) or declared(meant) else meant
