"""Plain words for what the protocol and the results name by id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from cohortium.displays.table import Heading, Row
from cohortium.language import counted, joined, marked, tr
from cohortium.protocol.model import Protocol
from cohortium.protocol.scores import Timepoint
from cohortium.protocol.values import Duration
from cohortium.protocol.words import duration_in_words, percent_in_words
from cohortium.results import DASH

ALL = "all"
ALL_PATIENTS = marked("All patients")
ANY_ROWS = {
    "any": marked("At least 1 adverse event"),
    "any_clinical": marked("At least 1 clinical adverse event"),
    "any_biological": marked("At least 1 biological adverse event"),
}
KINDS = {"clinical": marked("Clinical"), "biological": marked("Biological")}
STATES = {
    "evaluable": marked("Result known"),
    "not_due": marked("Visit not due yet"),
    "eligibility_unknown": marked("Eligibility unknown"),
    "not_eligible": marked("Not eligible"),
    "no_baseline": marked("No score before treatment"),
    "baseline_zero": marked("Score of 0 before treatment"),
    "dead": marked("Died"),
    "stopped": marked("Treatment stopped"),
    "no_visit": marked("No visit in the window"),
    "set_aside": marked("Score set aside"),
    "not_done": marked("Score not done"),
}
LEFT = {
    "no_index": marked("No first dose of a studied treatment in the period"),
    "two_arms": marked("Two treatment groups on the same day"),
    "prior_use": marked("Studied treatment already taken before"),
}
REASONS = {"switch": marked("Switch to another studied treatment"), "not_recorded": marked("Reason not recorded")}
PICKS = {
    "worst": marked("the worst score recorded"),
    "best": marked("the best score recorded"),
    "first": marked("the first score recorded"),
    "last": marked("the last score recorded"),
    "nearest": marked("the score recorded nearest to {target}"),
}
MISSING = {
    "as_observed": marked("a patient without one is not counted (observed cases)"),
    "non_responder": marked("a missing response counts as no response"),
    "last_observation": marked("a missing score is replaced by the last one recorded after the start of treatment"),
    "worst_case": marked("a missing response counts as no response (worst case)"),
    "best_case": marked("a missing response counts as a response (best case)"),
}
AFTER_STOP = {
    "keep": "",
    "drop": marked("scores after a treatment stop are left out"),
    "non_responder": marked("who stopped treatment and has no earlier score in the window counts as no response"),
}
QUANTILES = {
    "sas": marked("Quartiles: SAS definition (Hyndman-Fan type 2)."),
    "spss": marked("Quartiles: SPSS definition (Hyndman-Fan type 6)."),
    "r": marked("Quartiles: R definition (Hyndman-Fan type 7)."),
}
INTERVALS = {"wilson": "Wilson", "clopper_pearson": "Clopper-Pearson"}
DOSE_CHANGES = {
    "increase": marked("Patients whose dose was increased"),
    "decrease": marked("Patients whose dose was decreased"),
    "any": marked("Patients whose dose was changed"),
}


def arm_heads(protocol: Protocol, span: int = 2) -> tuple[Heading, ...]:
    """All patients, then each arm, each over `span` columns."""
    return tuple(Heading(label, span, key=arm) for arm, label in columns(protocol))


def columns(protocol: Protocol) -> tuple[tuple[str, str], ...]:
    """(id, heading) of all patients, then each arm; a single arm needs no column beside all patients."""
    arms = tuple((key, arm.label or key) for key, arm in protocol.arms.items())
    return ((ALL, tr(ALL_PATIENTS)), *(arms if len(arms) > 1 else ()))


def sentence_case(identifier: str) -> str:
    """`adverse_event` as `Adverse event`."""
    words = identifier.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def timepoint_label(protocol: Protocol, key: str) -> str:
    """The label of a timepoint, or its id."""
    timepoint = protocol.timepoints.get(key)
    return (timepoint.label if timepoint else "") or key


def window_note(label: str, timepoint: Timepoint) -> str:
    """Which score stands for a timepoint."""
    picked = tr(PICKS[timepoint.pick], target=moment(timepoint.target) if timepoint.target else "")
    after = timepoint.start > Duration() and timepoint.end > Duration()
    start = duration_in_words(timepoint.start) if after else moment(timepoint.start)
    return tr("{label}: {pick} from {start} to {end}.", label=label, pick=picked, start=start, end=moment(timepoint.end))


def moment(duration: Duration) -> str:
    """`2 months after the first dose`, `90 days before the first dose`, `the first dose`."""
    if duration == Duration():
        return tr("the first dose")
    if duration.months <= 0 and duration.days <= 0:
        return tr("{duration} before the first dose", duration=duration_in_words(-duration))
    return tr("{duration} after the first dose", duration=duration_in_words(duration))


def patients(number: int) -> str:
    """`1 patient`, `12 patients`."""
    return counted("{n} patient", "{n} patients", number)


def explained(short: dict[str, str]) -> dict[str, str]:
    """Abbreviations as the language spoken has them, with their meanings."""
    return {tr(name): tr(meaning) for name, meaning in short.items()}


def dash_note(rows: Iterable[Row]) -> str:
    """What a dash stands for, where a table prints one."""
    printed = any(DASH in part for row in rows for cell in row.cells for part in cell.parts)
    return tr("{dash}: nobody to count, or too few to compute.", dash=DASH) if printed else ""


def interval_note(protocol: Protocol) -> str:
    """The interval that belongs to every percentage, by name."""
    words = {"confidence": percent_in_words(protocol.statistics.confidence), "interval": INTERVALS[protocol.statistics.interval]}
    return tr("The {confidence} {interval} confidence intervals are in results.xlsx.", **words)


def chosen(identifiers: Iterable[str], protocol: Protocol, table: str) -> list[str]:
    """The rows that the protocol lists, in its order, or all of them; without the hidden."""
    known, choice = list(dict.fromkeys(identifiers)), protocol.tables.choice(table)
    wanted = [key for key in choice.rows if key in known] if choice.rows else known
    return [key for key in wanted if key not in choice.hide]


def usual(rules: Iterable[str]) -> tuple[str, bool]:
    """(the most frequent rule, the first of equals; whether it is the only one): only others need a mark."""
    counts = Counter(rules)
    return (max(counts, key=lambda rule: counts[rule]), len(counts) == 1) if counts else ("", True)


def listed(words: Iterable[str]) -> str:
    """`a, b and c`."""
    return joined(list(words), tr("and"))
