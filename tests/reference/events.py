"""Events in four states, at-least-one rows, sub-terms."""

from __future__ import annotations

from dataclasses import dataclass, field

from .follow_up import safety_period
from .laboratory import abnormal_at_baseline, after_index
from .reading import Event, Person, Study

ORDER = ("yes", "no", "not_done", "unknown")


@dataclass
class Status:
    """What is known of one term in one patient."""

    status: str
    counted: list[Event] = field(default_factory=list)
    undated: int = 0
    baseline_abnormal: bool = False

    @property
    def subterms(self) -> set[str | None]:
        return {event.subterm for event in self.counted}

    @property
    def said(self) -> set[str]:
        """What the counted events say of symptoms."""
        return {event.symptomatic for event in self.counted} - {""}

    @property
    def asymptomatic(self) -> bool:
        """Some counted event says no symptoms, and none says anything else."""
        return self.said == {"no"}


def safety_of(study: Study) -> dict:
    return study.protocol.get("safety") or {}


def in_period(study: Study, person: Person, event: Event) -> bool:
    """Onset inside counts; a partial date counts if any possible day does; `onset_missing: count` (default) or `leave_out`."""
    if event.onset is None:
        return safety_of(study).get("onset_missing", "count") == "count"
    start, end = safety_period(study, person)
    return event.onset[0] <= end and event.onset[1] >= start


def term_status(study: Study, person: Person, name: str) -> Status:
    """yes if any source says yes; then no, not done, unknown; what an absent record means is `not_reported`."""
    term = safety_of(study)["terms"][name]
    mine = [event for event in person.events if event.term == name]
    found = Status("unknown", [event for event in mine if in_period(study, person, event)], sum(event.onset is None for event in mine))
    told = ["yes"] * bool(found.counted) + ["unknown"] * bool(found.undated)
    answers = told + person.reviews.get(name, []) + _laboratory(after_index(study, person, term))
    not_reported = term.get("not_reported") or safety_of(study).get("not_reported", "unknown")
    found.status = min(answers, key=ORDER.index) if answers else not_reported
    found.baseline_abnormal = abnormal_at_baseline(study, person, term)
    if found.baseline_abnormal and excludes(study, term):
        return Status("excluded", baseline_abnormal=True)
    return found


def excludes(study: Study, term: dict) -> bool:
    choice = term.get("baseline_abnormal") or safety_of(study).get("baseline_abnormal", "count")
    return bool(term.get("from")) and choice == "exclude"


def _laboratory(answers: list[bool | None]) -> list[str]:
    """Yes if any is beyond, no if at least one was judged and none is; without a usable limit unknown."""
    if not answers:
        return []
    return ["yes" if True in answers else "no" if False in answers else "unknown"]


GROUPS = {"any": ("clinical", "biological"), "any_clinical": ("clinical",), "any_biological": ("biological",)}
OWN_ROWS = {"any": ("any", "any_clinical", "any_biological"), "any_clinical": ("any_clinical",), "any_biological": ("any_biological",)}


def members(study: Study, group: str) -> list[str]:
    return [name for name, term in safety_of(study).get("terms", {}).items() if term.get("kind", "clinical") in GROUPS[group]]


def any_status(study: Study, person: Person, group: str) -> tuple[str, bool]:
    """At least one: yes if any member is; no if all known members are no and at least one is known; and whether all are known."""
    terms = [person.statuses[name].status for name in members(study, group)]
    own = [min(person.reviews[row], key=ORDER.index) for row in OWN_ROWS[group] if row in person.reviews]
    if not terms + own:
        return "", False  # no term of that kind and nothing filled in: there is nothing to know
    answers = ["unknown" if answer == "excluded" else answer for answer in terms + own]
    complete = all(answer in ("yes", "no") for answer in terms + own)
    return min(answers, key=ORDER.index), complete
