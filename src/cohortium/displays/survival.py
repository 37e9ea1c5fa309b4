"""How long treatments last: shares still on treatment, what ended it, groups against each other (STROBE 14c, 15, 16a)."""

from __future__ import annotations

from cohortium.displays import words
from cohortium.displays.estimates import estimate, explained, method_note
from cohortium.displays.lookup import Lookup
from cohortium.displays.table import Cell, Notes, Row, Table
from cohortium.language import counted, marked, tr
from cohortium.protocol.model import Protocol, label_of
from cohortium.protocol.table_rows import SURVIVAL
from cohortium.protocol.words import percent_in_words, time_in_words

SHORT = {marked("CI"): marked("confidence interval"), marked("HR"): marked("hazard ratio")}
AT = {"analysis": "survival", "variable": "survival"}


def survival_table(protocol: Protocol, lookup: Lookup) -> Table:
    """One column per treatment group: events, median, shares at the times asked for, causes, tests, potential follow-up."""
    notes = Notes()
    rows = [row for key in words.chosen(SURVIVAL, protocol, "survival") for row in _ROWS[key](protocol, lookup, notes)]
    if protocol.survival:
        _general_notes(protocol, lookup, notes)
    notes.say(words.dash_note(rows))
    return Table(
        id="survival",
        title=tr("Time on treatment (drug survival)"),
        stub=tr("Time on treatment"),
        heads=words.arm_heads(protocol, 1),
        rows=tuple(rows) if lookup.where(**AT) else (),
        footnotes=notes.footnotes(),
        abbreviations=tuple(words.explained(SHORT).items()),
        strobe=("14c", "15", "16a"),
    )


def _general_notes(protocol: Protocol, lookup: Lookup, notes: Notes) -> None:
    text = "An event is a stop, a switch or a death on treatment; without one, time ends with follow-up. Months of 30.4375 days."
    notes.say(tr(text))
    labels = {row.level: row.label for row in lookup.where(**AT, arm=words.ALL, stat="n")}
    censored = [labels.get(cause, cause) for cause in protocol.survival.censored] if protocol.survival else []
    notes.say(tr("Not an event here: {causes}.", causes=words.listed(censored)) if censored else "")
    unknown, several = (lookup.count(stat, **AT, arm=words.ALL) for stat in ("n_unknown", "n_several"))
    notes.say(_unknown(unknown[0]) if unknown[0] else "", unknown[2])
    notes.say(_several(several[0]) if several[0] else "", several[2])


def _unknown(number: int) -> str:
    return counted("{n} patient whose stop cannot be read is left out.", "{n} patients whose stop cannot be read are left out.", number)


def _several(number: int) -> str:
    one = "{n} patient stopped for several reasons; the cause is the first of them in the protocol."
    many = "{n} patients stopped for several reasons; the cause is the first of them in the protocol."
    return counted(one, many, number)


def _cells(protocol: Protocol, lookup: Lookup, stats: tuple[str, ...], **parts: str) -> tuple[Cell, ...]:
    return tuple(estimate(lookup, stats, **AT, arm=arm, **parts) for arm, _ in words.columns(protocol))


def _limits(protocol: Protocol) -> str:
    return percent_in_words(protocol.statistics.confidence)


def _patients(protocol: Protocol, lookup: Lookup, notes: Notes) -> list[Row]:
    return [Row("row", tr("Patients"), _cells(protocol, lookup, ("N",), unit="patients"), key="patients")]


def _events(protocol: Protocol, lookup: Lookup, notes: Notes) -> list[Row]:
    return [Row("row", tr("Treatment ended"), _cells(protocol, lookup, ("n",), unit="patients"), key="events")]


def _median(protocol: Protocol, lookup: Lookup, notes: Notes) -> list[Row]:
    cells = _cells(protocol, lookup, ("median", "conf_low", "conf_high"))
    marks = notes.mark(method_note(lookup, marked("{method}."), **AT, stat="median"))
    return [Row("row", tr("Median, months ({confidence} CI)", confidence=_limits(protocol)), cells, marks, "median")]


def _mean(protocol: Protocol, lookup: Lookup, notes: Notes) -> list[Row]:
    found = next(iter(lookup.where(**AT, level="restricted_mean", stat="mean")), None)
    if not found:
        return []
    place = {"level": "restricted_mean", "timepoint": found.timepoint}
    label = tr("Mean up to {time}, months ({confidence} CI)", time=time_in_words(protocol, found.timepoint), confidence=_limits(protocol))
    marks = notes.mark(method_note(lookup, marked("{method}."), **AT, **place))
    row = Row("row", label, _cells(protocol, lookup, ("mean", "conf_low", "conf_high"), **place), marks, "mean")
    return [explained(row, lookup, notes, **AT, **place)]


def _times(lookup: Lookup) -> list[str]:
    return list(dict.fromkeys(row.timepoint for row in lookup.where(**AT, stat="n_at_risk")))


def _key(kind: str, time: str) -> str:
    return f"{kind}/{time.replace(' ', '_')}"


def _still(protocol: Protocol, lookup: Lookup, notes: Notes) -> list[Row]:
    times = _times(lookup)
    marks = notes.mark(method_note(lookup, marked("{method}."), **AT, stat="n_at_risk"))
    rows = []
    for time in times:
        cells = _cells(protocol, lookup, ("percent", "conf_low", "conf_high"), timepoint=time)
        row = Row("row", tr("at {time}", time=time_in_words(protocol, time)), cells, (), _key("still", time), 1, estimates=True)
        rows.append(explained(row, lookup, notes, **AT, timepoint=time, level=""))
    heading = tr("Still on treatment, % ({confidence} CI)", confidence=_limits(protocol))
    return [Row("group", heading, (), marks, "still"), *rows] if rows else []


def _at_risk(protocol: Protocol, lookup: Lookup, notes: Notes) -> list[Row]:
    rows = []
    for time in _times(lookup):
        cells = _cells(protocol, lookup, ("n_at_risk",), timepoint=time)
        rows.append(Row("row", tr("at {time}", time=time_in_words(protocol, time)), cells, (), _key("at_risk", time), 1))
    return [Row("group", tr("Patients at risk"), key="at_risk"), *rows] if rows else []


def _causes(protocol: Protocol, lookup: Lookup, notes: Notes) -> list[Row]:
    """Causes that nobody had are left out; they are in the results."""
    seen = [row for row in lookup.where(**AT, arm=words.ALL, unit="patients", stat="n") if row.level and row.value]
    rows: list[Row] = []
    for cause in seen:
        for time in _times(lookup):
            cells = _cells(protocol, lookup, ("percent", "conf_low", "conf_high"), level=cause.level, timepoint=time)
            label = tr("{cause}, at {time}", cause=cause.label, time=time_in_words(protocol, time))
            rows.append(Row("row", label, cells, (), f"causes/{cause.level}", 1, estimates=True))
    text = marked("{method}; never 1 - Kaplan-Meier.")
    marks = notes.mark(method_note(lookup, text, **AT, level=seen[0].level, stat="percent")) if seen else ()
    heading = tr("Ended by cause, cumulative incidence, % ({confidence} CI)", confidence=_limits(protocol))
    rows = [row for row in rows if any(cell.parts for cell in row.cells)]
    return [Row("group", heading, (), marks, "causes"), *rows] if rows else []


def _log_rank(protocol: Protocol, lookup: Lookup, notes: Notes) -> list[Row]:
    marks = notes.mark(method_note(lookup, marked("{method}; under all patients, all treatment groups at once."), **AT, level="log_rank"))
    rows = _versus(protocol, lookup, notes, "log_rank", ("p_value",), marks, marked("p (log-rank), compared with {group}"))
    if not lookup.where(**AT, level="log_rank", stat="p_adjusted"):
        return rows
    marks = notes.mark(method_note(lookup, marked("{method}."), **AT, level="log_rank", stat="p_adjusted"))
    text = marked("p (log-rank), adjusted, compared with {group}")
    return rows + _versus(protocol, lookup, notes, "log_rank", ("p_adjusted",), marks, text)


def _cox(protocol: Protocol, lookup: Lookup, notes: Notes) -> list[Row]:
    text = marked("{method}; p of proportional hazards: scaled Schoenfeld test.")
    marks = notes.mark(method_note(lookup, text, **AT, level="cox"))
    stats = ("hazard_ratio", "conf_low", "conf_high")
    rows = _versus(protocol, lookup, notes, "cox", stats, marks, marked("HR of ending, compared with {group} ({confidence} CI)"))
    return rows + _versus(protocol, lookup, notes, "cox", ("ph_p_value",), (), marked("p of proportional hazards, compared with {group}"))


def _versus(
    protocol: Protocol, lookup: Lookup, notes: Notes, level: str, stats: tuple[str, ...], marks: tuple[str, ...], text: str
) -> list[Row]:
    rows = []
    for versus in dict.fromkeys(row.versus for row in lookup.where(**AT, level=level) if row.versus):
        cells = []
        for arm, _ in words.columns(protocol):
            other = "" if arm == words.ALL else versus
            cells.append(estimate(lookup, stats, **AT, arm=arm, level=level, versus=other))
        label = tr(text, group=label_of(protocol.arms.get(versus), versus), confidence=_limits(protocol))
        row = Row("row", label, tuple(cells), marks, f"{level}/{versus}")
        rows.append(explained(row, lookup, notes, **AT, level=level, versus=versus))
    return rows


def _follow_up(protocol: Protocol, lookup: Lookup, notes: Notes) -> list[Row]:
    parts = {"analysis": "follow_up", "variable": "follow_up", "level": "reverse_kaplan_meier"}
    stats = ("median", "conf_low", "conf_high")
    cells = tuple(estimate(lookup, stats, **parts, arm=arm) for arm, _ in words.columns(protocol))
    marks = notes.mark(method_note(lookup, marked("{method}; it goes on after a stop."), **parts, stat="median"))
    label = tr("Follow-up by reverse Kaplan-Meier, median, months ({confidence} CI)", confidence=_limits(protocol))
    return [Row("row", label, cells, marks, "follow_up")] if any(cell.parts for cell in cells) else []


_ROWS = {
    "patients": _patients, "events": _events, "median": _median, "mean": _mean, "still": _still, "at_risk": _at_risk, "causes": _causes,
    "log_rank": _log_rank, "cox": _cox, "follow_up": _follow_up,
}  # fmt: skip
