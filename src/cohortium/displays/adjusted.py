"""Treatments compared after adjustment: every term of each model with its interval and p-value (STROBE 12a, 16a)."""

from __future__ import annotations

from collections.abc import Iterator

from cohortium.displays import words
from cohortium.displays.lookup import Lookup
from cohortium.displays.table import Cell, Heading, Notes, Row, Table
from cohortium.language import marked, tr
from cohortium.protocol.model import Protocol, label_of
from cohortium.protocol.words import capital, percent_in_words
from cohortium.results import DASH, Result

TITLES = {
    "": marked("{endpoint} at {timepoint}, {estimates}"),
    "imputed": marked("{endpoint} at {timepoint}, {estimates}, missing values imputed"),
}
MISSING = {
    "n_missing": marked("Left out because something that is adjusted for is not known: {patients}."),
    "n_imputed": marked("Of these, something was imputed for {patients}."),
}
ESTIMATES = {"odds_ratio": marked("odds ratios"), "difference": marked("differences")}


def adjusted_table(protocol: Protocol, lookup: Lookup) -> Table:
    """Per endpoint its N, then each treatment against the one named and each covariate; the method below."""
    notes = Notes()
    keys = words.chosen(protocol.adjusted, protocol, "adjusted")
    rows = [row for key in keys for variant in _variants(protocol, key) for row in _endpoint(protocol, lookup, notes, key, variant)]
    notes.say(words.dash_note(rows))
    level = percent_in_words(protocol.statistics.confidence)
    return Table(
        id="adjusted",
        title=tr("Treatments compared after adjustment"),
        stub=tr("Term"),
        heads=(Heading("N"), Heading(tr("Estimate ({confidence} confidence interval)", confidence=level)), Heading("p")),
        rows=tuple(rows),
        footnotes=notes.footnotes(),
        abbreviations=(("N", tr("number of patients in the model")),),
        strobe=("12a", "16a"),
    )


def _variants(protocol: Protocol, key: str) -> tuple[str, ...]:
    return ("", "imputed") if protocol.adjusted[key].impute else ("",)


def _endpoint(protocol: Protocol, lookup: Lookup, notes: Notes, key: str, variant: str) -> Iterator[Row]:
    asked, endpoint = protocol.adjusted[key], protocol.endpoints[key]
    at = {"analysis": "adjusted", "variable": key, "timepoint": asked.at or endpoint.at[0], "versus": asked.versus}
    at["variant"] = variant
    stat = "odds_ratio" if endpoint.responder else "difference"
    terms = lookup.where(**at, stat=stat)
    label = {"endpoint": label_of(endpoint, key), "timepoint": words.timepoint_label(protocol, at["timepoint"])}
    total, missing = (
        lookup.get(**at, arm=words.ALL, unit="patients", stat=name) for name in ("N", "n_imputed" if variant else "n_missing")
    )
    cells = (lookup.number(**at, arm=words.ALL, unit="patients", stat="N"), Cell(), Cell())
    title = tr(TITLES[variant], **label, estimates=tr(ESTIMATES[stat]))
    marks = (*_method(notes, terms), *_left_out(notes, missing))
    yield Row("row", title, cells if total else (Cell(), Cell(), Cell()), marks, key)
    other = label_of(protocol.arms.get(asked.versus), asked.versus)
    for row in terms:
        named = tr("{arm} against {other}", arm=row.label, other=other) if row.arm else row.label
        name = f"{key}/{row.arm or row.level.split()[0]}"
        yield Row("row", named, (Cell(), *_cells(lookup, row)), _doubts(notes, row), name, 1)
    for row in lookup.where(**at, stat="correlation"):
        yield Row("row", row.label, (Cell(), Cell((row.text,), (row.result_id,)), Cell()), (), key, 1)


def _method(notes: Notes, terms: list[Result]) -> tuple[str, ...]:
    return notes.mark(f"{capital(terms[0].method)}.") if terms and terms[0].method else ()


def _left_out(notes: Notes, missing: Result | None) -> tuple[str, ...]:
    if not missing or not missing.value:
        return ()
    return notes.mark(tr(MISSING[missing.stat], patients=words.patients(int(missing.value))), (missing.result_id,))


def _doubts(notes: Notes, row: Result) -> tuple[str, ...]:
    """Why the data do not carry the model, or hardly do."""
    return notes.mark(tr("Not estimated: {reason}.", reason=row.error) if row.error else row.warning)


def _cells(lookup: Lookup, row: Result) -> tuple[Cell, Cell]:
    parts = {"analysis": row.analysis, "variable": row.variable, "timepoint": row.timepoint, "versus": row.versus}
    parts |= {"arm": row.arm, "level": row.level, "variant": row.variant}
    low, high, p = (lookup.get(**parts, stat=stat) for stat in ("conf_low", "conf_high", "p_value"))
    if row.value is None or not (low and high and p):
        return Cell((DASH,), (row.result_id,)), Cell((DASH,), (p.result_id,) if p else ())
    text = tr("{ratio} ({low} to {high})", ratio=row.text, low=low.text, high=high.text)
    return Cell((text,), (row.result_id, low.result_id, high.result_id)), Cell((p.text,), (p.result_id,))
