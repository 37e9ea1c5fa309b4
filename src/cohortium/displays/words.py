"""Plain words for what the protocol and the results name by id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from cohortium.displays.table import Heading, Row
from cohortium.protocol.model import Protocol
from cohortium.protocol.scores import Timepoint
from cohortium.protocol.values import Duration
from cohortium.results import DASH

ALL = "all"
ALL_PATIENTS = "All patients"
ANY_ROWS = {
    "any": "At least 1 adverse event",
    "any_clinical": "At least 1 clinical adverse event",
    "any_biological": "At least 1 biological adverse event",
}
KINDS = {"clinical": "Clinical", "biological": "Biological"}
STATES = {
    "evaluable": "Result known",
    "not_due": "Visit not due yet",
    "eligibility_unknown": "Eligibility unknown",
    "not_eligible": "Not eligible",
    "no_baseline": "No score before treatment",
    "baseline_zero": "Score of 0 before treatment",
    "dead": "Died",
    "stopped": "Treatment stopped",
    "no_visit": "No visit in the window",
    "set_aside": "Score set aside",
    "not_done": "Score not done",
}
LEFT = {
    "no_index": "No first dose of a studied treatment in the period",
    "two_arms": "Two treatment groups on the same day",
    "prior_use": "Studied treatment already taken before",
}
REASONS = {"switch": "Switch to another studied treatment", "not_recorded": "Reason not recorded"}
PICKS = {
    "worst": "the worst score recorded",
    "best": "the best score recorded",
    "first": "the first score recorded",
    "last": "the last score recorded",
    "nearest": "the score recorded nearest to {target}",
}
MISSING = {
    "as_observed": "a patient without one is not counted (observed cases)",
    "non_responder": "a missing response counts as no response",
    "last_observation": "a missing score is replaced by the last one recorded after the start of treatment",
    "worst_case": "a missing response counts as no response (worst case)",
    "best_case": "a missing response counts as a response (best case)",
}
AFTER_STOP = {
    "keep": "",
    "drop": "scores after a treatment stop are left out",
    "non_responder": "who stopped treatment and has no earlier score in the window counts as no response",
}
QUANTILES = {
    "sas": "Quartiles: SAS definition (Hyndman-Fan type 2).",
    "spss": "Quartiles: SPSS definition (Hyndman-Fan type 6).",
    "r": "Quartiles: R definition (Hyndman-Fan type 7).",
}
INTERVALS = {"wilson": "Wilson", "clopper_pearson": "Clopper-Pearson"}
DOSE_CHANGES = {
    "increase": "Patients whose dose was increased",
    "decrease": "Patients whose dose was decreased",
    "any": "Patients whose dose was changed",
}


def arm_heads(protocol: Protocol, span: int = 2) -> tuple[Heading, ...]:
    """All patients, then each arm, each over `span` columns."""
    return tuple(Heading(label, span, key=arm) for arm, label in columns(protocol))


def columns(protocol: Protocol) -> tuple[tuple[str, str], ...]:
    """(id, heading) of all patients, then each arm; a single arm needs no column beside all patients."""
    arms = tuple((key, arm.label or key) for key, arm in protocol.arms.items())
    return ((ALL, ALL_PATIENTS), *(arms if len(arms) > 1 else ()))


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
    picked = PICKS[timepoint.pick].format(target=moment(timepoint.target) if timepoint.target else "")
    if timepoint.start.months > 0 and timepoint.end.months > 0:
        return f"{label}: {picked} from {timepoint.start} to {moment(timepoint.end)}."
    return f"{label}: {picked} from {moment(timepoint.start)} to {moment(timepoint.end)}."


def moment(duration: Duration) -> str:
    """`2 months after the first dose`, `90 days before the first dose`, `the first dose`."""
    if duration == Duration():
        return "the first dose"
    if duration.months <= 0 and duration.days <= 0:
        return f"{Duration(-duration.months, -duration.days)} before the first dose"
    return f"{duration} after the first dose"


def counted(number: str, noun: str) -> str:
    """`1 patient`, `12 patients`."""
    return f"{number} {noun}" if number == "1" else f"{number} {noun}s"


def dash_note(rows: Iterable[Row]) -> str:
    """What a dash stands for, where a table prints one."""
    printed = any(DASH in part for row in rows for cell in row.cells for part in cell.parts)
    return f"{DASH}: nobody to count, or too few to compute." if printed else ""


def interval_note(protocol: Protocol) -> str:
    """The interval that belongs to every percentage, by name."""
    return f"The {confidence(protocol)} {INTERVALS[protocol.statistics.interval]} confidence intervals are in results.xlsx."


def confidence(protocol: Protocol) -> str:
    """`95 %`."""
    return f"{float(protocol.statistics.confidence * 100):g} %"


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
    items = list(words)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""
