"""The rows of the results table, one topic per function."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from .asked import incidence_rows, survival_rows
from .characteristics import in_all, kind_of, meets, value_of
from .contrasts import centre_rows, comparisons_rows, curves_adjusted
from .ctcae import ctcae_rows
from .endpoints import STATES
from .estimands import estimand_rows, subgroup_rows
from .events import GROUPS, Status, any_status, excludes, members, safety_of
from .follow_up import months
from .models import adjusted_rows, weighted_rows
from .numbers import clopper_pearson, summary, wilson
from .reading import Person, Study, subterms
from .scores import choose
from .severity import severity_rows
from .stops import mentions, reasons
from .texts import listed, percent
from .time import due, inside, window


class Rows:
    """Collects rows; every row has the eleven parts of its key."""

    def __init__(self, study: Study):
        settings = study.protocol.get("statistics") or {}
        self.definition = settings.get("quantiles", "sas")
        self.confidence = percent(settings.get("confidence", 95))
        self.interval = clopper_pearson if settings.get("interval") == "clopper_pearson" else wilson
        self.found: dict = {}

    def add(self, place: Place, stat: str, value: object, unit: str = "patients", level: str = "") -> None:
        who = (place.arm, place.group, place.group_level, place.versus, place.variant)
        key = (place.analysis, place.variable, level, place.timepoint, *who, unit, stat)
        assert key not in self.found, key
        self.found[key] = value

    def share(self, place: Place, n: int, total: int, level: str = "", unit: str = "patients") -> None:
        """N, n, percent; a share of N = 0 is a dash."""
        self.add(place, "N", total, unit, level)
        self.add(place, "n", n, unit, level)
        self.add(place, "percent", Fraction(100 * n, total) if total else None, unit, level)

    def limits(self, place: Place, n: int, total: int) -> None:
        low, high = self.interval(n, total, self.confidence) if total else (None, None)
        self.add(place, "conf_low", low)
        self.add(place, "conf_high", high)

    def numbers(self, place: Place, values: list[Fraction]) -> None:
        self.add(place, "N", len(values))
        for stat, value in summary(values, self.definition).items():
            self.add(place, stat, value, unit="")


class Place:
    """Where a row stands: everything of its key but level, unit and stat."""

    def __init__(self, analysis: str, variable: str, arm: str, timepoint: str = "", subset: str = "", versus: str = ""):
        self.analysis, self.variable, self.arm, self.timepoint = analysis, variable, arm, timepoint
        self.group, self.group_level = subset, "yes" if subset else ""
        self.versus, self.variant = versus, ""


def rows_of(study: Study) -> Rows:
    rows = Rows(study)
    for topic in (_participants, _baseline, _efficacy, _safety, _stops, _follow_up):
        topic(study, rows)
    for word, asked in ASKED.items():
        if word in study.protocol:
            asked(study, rows)
    return rows


def _arms(study: Study, persons: list[Person]) -> Iterator[tuple[str, list[Person]]]:
    """Every row is given for `all` and for each declared arm, even where N = 0."""
    yield "all", persons
    for arm in study.protocol["arms"]:
        yield arm, [person for person in persons if person.arm == arm]


def included(study: Study) -> list[Person]:
    return [person for person in study.persons if person.included]


def members_of_set(study: Study, name: str) -> list[Person]:
    """`sets: {efficacy, safety}` name each table's population; by default all who have an index date."""
    names = ((study.protocol.get("population") or {}).get("sets") or {}).get(name)
    return [person for person in study.persons if in_all(study, person, names)]


def _participants(study: Study, rows: Rows) -> None:
    def count(variable: str, arm: str, persons: list[Person], level: str = "", timepoint: str = "") -> None:
        rows.add(Place("participants", variable, arm, timepoint), "n", len(persons), level=level)

    screened = [person for person in study.persons if person.facts.get("screened")]
    rows.add(Place("participants", "screened", "all"), "n", len(screened) if study.screened else None)
    count("recorded", "all", study.persons)
    for reason in ("no_index", "two_arms", "prior_use"):
        count("left", "all", [person for person in study.persons if person.left == reason], reason)
    for name in (study.protocol.get("population") or {}).get("include") or {}:
        for arm, persons in _arms(study, study.persons):
            count("left", arm, [person for person in persons if person.left == f"condition:{name}"], name)
    for variable, group in (
        ("included", included(study)),
        ("efficacy_set", members_of_set(study, "efficacy")),
        ("safety_set", members_of_set(study, "safety")),
    ):
        for arm, persons in _arms(study, group):
            count(variable, arm, persons)
    for timepoint in study.timepoints:
        if timepoint != "baseline":
            _due_and_seen(study, timepoint, count)


def _due_and_seen(study: Study, timepoint: str, count: Callable) -> None:
    """seen: a visit row in the window; among the efficacy set and due."""
    for arm, persons in _arms(study, members_of_set(study, "efficacy")):
        bounds = [(person, window(person.index, study.timepoints[timepoint])) for person in persons]
        expected = [(person, days) for person, days in bounds if due(days, study.cut)]
        count("due", arm, [person for person, _ in expected], timepoint=timepoint)
        seen = [person for person, days in expected if any(inside(visit.day, days) for visit in person.visits)]
        count("seen", arm, seen, timepoint=timepoint)


def _baseline(study: Study, rows: Rows) -> None:
    """Characteristics and the baseline score of every measure used, of all included."""
    for name, entry in (study.protocol.get("characteristics") or {}).items():
        for arm, persons in _arms(study, included(study)):
            values = [value_of(study, person, name) for person in persons]
            KINDS[kind_of(entry)](rows, Place("baseline", name, arm), values, entry)
    for name in _measures_used(study.protocol):
        for arm, persons in _arms(study, included(study)):
            values = [choose(study, person, name, "baseline").value for person in persons]
            _number(rows, Place("baseline", name, arm, "baseline"), values, {})


def _measures_used(protocol: dict) -> list[str]:
    """Of endpoints and of conditions, and those whose items are read or whose bands are counted."""
    conditions = [protocol.get("subsets") or {}, (protocol.get("population") or {}).get("include") or {}]
    parts = [part for group in (protocol["endpoints"], *conditions) for part in group.values()]
    named = [part["measure"] for part in parts if part.get("measure")]
    return list(dict.fromkeys([*named, *(protocol.get("items") or {}), *(protocol.get("severity") or {})]))


def _known(rows: Rows, place: Place, values: list) -> list:
    rows.add(place, "n_missing", values.count(None))
    return [value for value in values if value is not None]


def _number(rows: Rows, place: Place, values: list, entry: dict) -> None:
    rows.numbers(place, _known(rows, place, values))


def _category(rows: Rows, place: Place, values: list, entry: dict) -> None:
    known = _known(rows, place, values)
    for level in entry["levels"]:
        rows.share(place, known.count(level), len(known), level)


def _yes_no(rows: Rows, place: Place, values: list, entry: dict) -> None:
    known = _known(rows, place, [value if value in ("yes", "no") else None for value in values])
    rows.share(place, known.count("yes"), len(known))


KINDS = {"number": _number, "category": _category, "yes_no": _yes_no}


def _efficacy(study: Study, rows: Rows) -> None:
    efficacy = members_of_set(study, "efficacy")
    for name, endpoint in study.protocol["endpoints"].items():
        for subset in ("", *listed(endpoint.get("footnote_subsets"))):
            group = [person for person in efficacy if not subset or meets(study, person, study.protocol["subsets"][subset])]
            for timepoint in listed(endpoint["at"]):
                for arm, persons in _arms(study, group):
                    _endpoint(rows, Place("efficacy", name, arm, timepoint, subset), endpoint, persons)


def _endpoint(rows: Rows, place: Place, endpoint: dict, persons: list[Person]) -> None:
    """N counts the evaluable and the imputed; all states are tallied."""
    outcomes = [person.outcomes[place.variable, place.timepoint] for person in persons]
    counted = [outcome for outcome in outcomes if outcome.counts]
    if endpoint.get("responder"):
        responders = sum(outcome.answer for outcome in counted)
        rows.share(place, responders, len(counted))
        rows.limits(place, responders, len(counted))
        composite = "composite" in ((endpoint.get("estimand") or {}).get("events") or {}).values()
        for why in ("stop", "missing", *(("event",) if composite else ())):
            rows.add(place, f"n_imputed_{why}", sum(outcome.imputed == why for outcome in counted))
    else:
        rows.numbers(place, [outcome.answer for outcome in counted])
    for state in STATES:
        rows.add(place, "n", sum(outcome.state == state for outcome in outcomes), level=state)


def _safety(study: Study, rows: Rows) -> None:
    """n = patients with yes, N = patients with yes or no; events and patients are counted apart."""
    terms = safety_of(study).get("terms", {})
    for arm, persons in _arms(study, members_of_set(study, "safety")):
        for name, term in terms.items():
            _term(study, rows, Place("safety", name, arm), term, persons)
            everybody = [person.statuses[name] for person in members_of_set(study, "safety")]
            if any(status.status == "yes" and status.said & {"yes", "no"} for status in everybody):
                cases = [person.statuses[name] for person in persons if person.statuses[name].status == "yes"]
                rows.share(Place("safety", name, arm), sum(case.asymptomatic for case in cases), len(cases), "asymptomatic")
        for group in GROUPS:
            found = [any_status(study, person, group) for person in persons]
            place = Place("safety", group, arm)
            _statuses(rows, place, [status for status, _ in found])
            rows.add(place, "n_complete", sum(complete for _, complete in found))
            _event_rows(rows, place, [person.statuses[name] for person in persons for name in members(study, group)])


def _statuses(rows: Rows, place: Place, statuses: list[str]) -> int:
    n, total = statuses.count("yes"), statuses.count("yes") + statuses.count("no")
    rows.share(place, n, total)
    rows.limits(place, n, total)
    for level in ("not_done", "unknown"):
        rows.add(place, "n", statuses.count(level), level=level)
    return total


def _term(study: Study, rows: Rows, place: Place, term: dict, persons: list[Person]) -> None:
    found = [person.statuses[place.variable] for person in persons]
    total = _statuses(rows, place, [status.status for status in found])
    if excludes(study, term):
        rows.add(place, "n", sum(status.status == "excluded" for status in found), level="excluded")
    if term.get("from"):
        rows.add(place, "n_baseline_abnormal", sum(status.baseline_abnormal for status in found))
    for sub in subterms(term):
        rows.share(place, sum(sub in status.subterms for status in found), total, sub)
    _event_rows(rows, place, found)


def _event_rows(rows: Rows, place: Place, found: list[Status]) -> None:
    """Events with onset in the period; undated ones are counted, those left out as well. For a group: those of its terms."""
    rows.add(place, "n", sum(len(status.counted) for status in found), unit="events")
    rows.add(place, "n_undated", sum(status.undated for status in found), unit="events")


def _stops(study: Study, rows: Rows) -> None:
    """Per arm, patients stopped of N; each reason as patients (n of stopped) and as mentions (n of all mentions).

    No set is named for this table, so it is about all included.
    """
    declared = list(study.protocol.get("stop_reasons") or {})
    for arm, persons in _arms(study, included(study)):
        place = Place("stops", "stops", arm)
        stopped = [person for person in persons if person.stop is not None]
        rows.share(place, len(stopped), len(persons))
        rows.limits(place, len(stopped), len(persons))
        every = [reason for person in stopped for reason in mentions(person)]
        for reason in (*declared, "switch", "not_recorded"):
            rows.share(place, sum(reason in reasons(person) for person in stopped), len(stopped), reason)
        for reason in declared:
            rows.share(place, every.count(reason), len(every), reason, unit="mentions")


def _follow_up(study: Study, rows: Rows) -> None:
    """`follow_up` is the plain median, in months, of all included."""
    for arm, persons in _arms(study, included(study)):
        rows.numbers(Place("follow_up", "follow_up", arm), [months(study, person) for person in persons])


def _survival(study: Study, rows: Rows) -> None:
    survival_rows(study, rows, Place, list(_arms(study, included(study))))
    curves_adjusted(study, rows)


def _incidence(study: Study, rows: Rows) -> None:
    incidence_rows(study, rows, Place, list(_arms(study, members_of_set(study, "safety"))))


def _comparisons(study: Study, rows: Rows) -> None:
    used = _measures_used(study.protocol)
    outcomes, described = (list(_arms(study, persons)) for persons in (members_of_set(study, "efficacy"), included(study)))
    comparisons_rows(study, rows, Place, outcomes, described, used)


def _by_centre(study: Study, rows: Rows) -> None:
    centre_rows(study, rows, Place, members_of_set(study, "efficacy"))


def _severity(study: Study, rows: Rows) -> None:
    arms = (list(_arms(study, persons)) for persons in (included(study), members_of_set(study, "efficacy")))
    severity_rows(study, rows, Place, *arms)


def _ctcae(study: Study, rows: Rows) -> None:
    ctcae_rows(study, rows, Place, list(_arms(study, members_of_set(study, "safety"))))


def _estimands(study: Study, rows: Rows) -> None:
    estimand_rows(study, rows, Place, list(_arms(study, members_of_set(study, "efficacy"))))


def _subgroups(study: Study, rows: Rows) -> None:
    subgroup_rows(study, rows, Place, list(_arms(study, members_of_set(study, "efficacy"))))


def _adjusted(study: Study, rows: Rows) -> None:
    adjusted_rows(study, rows, Place, members_of_set(study, "efficacy"))


def _weighted(study: Study, rows: Rows) -> None:
    weighted_rows(study, rows, Place, members_of_set(study, "efficacy"))


ASKED = {
    "adjusted": _adjusted, "weighted": _weighted,
    "intercurrent_events": _estimands, "subgroups": _subgroups,
    "severity": _severity, "ctcae": _ctcae, "survival": _survival, "incidence": _incidence, "comparisons": _comparisons,
    "by_centre": _by_centre,
}  # fmt: skip
"""What only some protocols ask for."""
