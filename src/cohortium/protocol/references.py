"""What one part of a protocol says of another: every name must exist, every threshold make sense."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cohortium.protocol.asked_names import asked_mistakes
from cohortium.protocol.document import Node
from cohortium.protocol.mistakes import listed, suggestion
from cohortium.protocol.model import Alternatives, Condition, Criterion, Endpoint, Protocol
from cohortium.protocol.names import name_mistakes
from cohortium.protocol.stops import stop_reasons_of
from cohortium.protocol.subgroups import CENTRE
from cohortium.protocol.table_rows import table_mistakes
from cohortium.protocol.values import format_decimal, plain, shown

Path = tuple[Any, ...]
_MOST_SUBSETS = 39  # one digit to base 3 each, in 64 bits


@dataclass(frozen=True)
class Found:
    """A mistake at a path of the protocol; `on_key` when the key itself is wrong."""

    path: Path
    text: str
    on_key: bool = False


class Names:
    """What is declared, right or wrong: a reference to something that has a mistake of its own is not a second mistake."""

    def __init__(self, protocol: Protocol, root: Node) -> None:
        self.protocol, self._root = protocol, root
        self.measures = _measures(protocol)
        self.own_measures = self._keys("measures")
        self.timepoints = {"baseline": None} | dict.fromkeys(self._keys("timepoints"))
        self.subsets, self.include = self._keys("subsets"), self._keys("population", "include")
        self.arms, self.centres = self._keys("arms"), self._keys("centres")
        self.characteristics = self._keys("characteristics")

    def _keys(self, *path: str) -> list[str]:
        node: Node | None = self._root
        for name in path:
            node = node.step(name) if node else None
        return list(node.keys) if node else []

    def has_measure(self, name: str) -> bool:
        """Whether a measure is built in or declared (or nobody can say)."""
        return not self.measures or name in self.measures or name in self.own_measures


def reference_mistakes(protocol: Protocol, root: Node) -> list[Found]:
    """Every mistake between the parts of a protocol."""
    names = Names(protocol, root)
    found = [mistake for check in _CHECKS for mistake in check(protocol, names)]
    found += [Found(*mistake) for mistake in (*table_mistakes(protocol), *asked_mistakes(protocol))]
    return found + [Found(path, text, True) for path, text in name_mistakes(protocol, built_in_measures())]


def built_in_measures() -> dict[str, Any]:
    """The measures that every study knows."""
    # Late: measures are built on values of the protocol.
    from cohortium.measures import BUILT_IN

    return dict(BUILT_IN)


def _measures(protocol: Protocol) -> dict[str, Any]:
    from cohortium.measures import measures_of

    own = {name: entry for name, entry in protocol.measures.items() if name not in built_in_measures()}
    return dict(measures_of(protocol.model_copy(update={"measures": own})))


def _absent(path: Path, what: str, name: Any, known: Collection[str]) -> Iterator[Found]:
    if name not in known:
        hint = suggestion(name, known) or (f"; declared here: {', '.join(known)}" if known else f"; no {what} is declared")
        yield Found(path, f'"{shown(name)}" is not a declared {what}{hint}')


def _measure_absent(path: Path, name: str, names: Names) -> Iterator[Found]:
    if not names.has_measure(name):
        known = [*names.measures, *names.own_measures]
        hint = suggestion(name, known) or f"; known: {', '.join(dict.fromkeys(known))}"
        yield Found(path, f'"{shown(name)}" is not a measure{hint}')


def _days(protocol: Protocol, names: Names) -> Iterator[Found]:
    if protocol.enrolment and protocol.data_cut and protocol.data_cut < protocol.enrolment.first_dose[0]:
        yield Found(("data_cut",), "the data cut is before the first day of enrolment: no patient would be left")


def _arms(protocol: Protocol, names: Names) -> Iterator[Found]:
    drugs = {plain(spelling): name for name, drug in protocol.drugs.items() for spelling in (name, drug.label, *drug.synonyms)}
    seen: list[tuple[str, str, Any]] = []
    for name, arm in protocol.arms.items():
        if arm.drug is None:
            continue
        drug, dose = drugs.get(plain(arm.drug), plain(arm.drug)), arm.daily_dose
        for other, other_drug, other_dose in seen:
            if drug == other_drug and (dose == other_dose or dose is None or other_dose is None):
                said = f'arm "{name}" cannot be told from arm "{other}": same drug, and the doses do not differ; give each its daily_dose'
                yield Found(("arms", name), said, True)
                break
        seen.append((name, drug, dose))


def _endpoints(protocol: Protocol, names: Names) -> Iterator[Found]:
    for name, endpoint in protocol.endpoints.items():
        path = ("endpoints", name)
        yield from _measure_absent((*path, "measure"), endpoint.measure, names)
        for number, timepoint in enumerate(endpoint.at):
            place = (*path, "at", number)
            if timepoint == "baseline":
                yield Found(place, "an endpoint is not measured at baseline; name a later timepoint")
            else:
                yield from _absent(place, "timepoint", timepoint, names.timepoints)
            if timepoint in endpoint.at[:number]:
                yield Found(place, f'"{timepoint}" is listed twice')
        for number, subset in enumerate(endpoint.footnote_subsets):
            if number == _MOST_SUBSETS:
                yield Found((*path, "footnote_subsets", number), f"at most {_MOST_SUBSETS} subsets can be given in footnotes")
            yield from _absent((*path, "footnote_subsets", number), "subset", subset, names.subsets)
        if measure := names.measures.get(endpoint.measure):
            yield from _thresholds(path, endpoint, measure)


def _estimands(protocol: Protocol, names: Names) -> Iterator[Found]:
    for name, endpoint in protocol.endpoints.items():
        for event in endpoint.estimand.events if endpoint.estimand else ():
            path = ("endpoints", name, "estimand", "events", event)
            yield from _absent_key(path, "intercurrent event", event, protocol.intercurrent_events)
            if endpoint.after_stop != "keep" and event in protocol.intercurrent_events and protocol.intercurrent_events[event].stopped:
                yield Found(path, f"after_stop: {endpoint.after_stop} already says what a stop means; leave one of the two out", True)
    reasons = ["any", *stop_reasons_of(protocol), "switch", "not_recorded"]
    for name, event in protocol.intercurrent_events.items():
        for number, reason in enumerate(event.stopped or ()):
            yield from _absent(("intercurrent_events", name, "stopped", number), "reason for stopping", reason, reasons)


def _sensitivity(protocol: Protocol, names: Names) -> Iterator[Found]:
    for name, choices in protocol.sensitivity.items():
        path: Path = ("sensitivity", name)
        endpoint = protocol.endpoints.get(name)
        if endpoint is None:
            yield from _absent_key(path, "endpoint", name, protocol.endpoints)
            continue
        if choices.at:
            yield from _absent((*path, "at"), "timepoint of this endpoint", choices.at, endpoint.at)
        yield from _own_choices(path, endpoint, choices)
        yield from _other_windows(path, protocol, choices, choices.at or endpoint.at[0])
        for event in choices.events:
            yield from _absent_key((*path, "events", event), "intercurrent event", event, protocol.intercurrent_events)
        for arm, patients in choices.arms.items():
            for number, subset in enumerate(patients.without):
                yield from _absent((*path, "arms", arm, "without", number), "subset", subset, names.subsets)
        if measure := names.measures.get(endpoint.measure):
            for key, eligible in choices.evaluable.items():
                yield from _outside((*path, "evaluable", key, "baseline_at_least"), eligible.baseline_at_least, measure)


def _subgroups(protocol: Protocol, names: Names) -> Iterator[Found]:
    for name, groups in protocol.subgroups.items():
        path: Path = ("subgroups", name)
        endpoint = protocol.endpoints.get(name)
        if endpoint is None:
            yield from _absent_key(path, "endpoint", name, protocol.endpoints)
            continue
        if endpoint.summary:
            yield Found(path, "subgroups need a responder rule: this endpoint is a summary", True)
        if groups.at:
            yield from _absent((*path, "at"), "timepoint of this endpoint", groups.at, endpoint.at)
        if groups.versus:
            yield from _absent((*path, "versus"), "arm", groups.versus, names.arms)
        for number, group in enumerate(groups.by):
            declared = protocol.characteristics.get(group)
            if declared and declared.kind == "number":
                said = f'"{group}" is a number; make subsets of it, for example {{characteristic: {group}, at_least: 65}}'
                yield Found((*path, "by", number), said)
            known = [*names.characteristics, *names.subsets, CENTRE]
            yield from _absent((*path, "by", number), "characteristic, subset or centre", group, known)
    from cohortium.protocol.tables import subset_weights

    if protocol.subgroups and len(subset_weights(protocol)) > _MOST_SUBSETS:
        yield Found(("subgroups",), f"at most {_MOST_SUBSETS} subsets and levels can be told apart in all", True)


def _adjusted(protocol: Protocol, names: Names) -> Iterator[Found]:
    for name, asked in protocol.adjusted.items():
        path: Path = ("adjusted", name)
        endpoint = protocol.endpoints.get(name)
        if endpoint is None:
            yield from _absent_key(path, "endpoint", name, protocol.endpoints)
            continue
        if asked.at:
            yield from _absent((*path, "at"), "timepoint of this endpoint", asked.at, endpoint.at)
        if endpoint.summary and asked.model == "firth":
            yield Found((*path, "model"), "firth is for responders; this endpoint is a summary")
        yield from _absent((*path, "versus"), "arm", asked.versus, names.arms)
        for number, covariate in enumerate(asked.covariates):
            yield from _absent((*path, "for", number), "characteristic, or baseline", covariate, [*names.characteristics, "baseline"])


def _own_choices(path: Path, endpoint: Endpoint, choices: Alternatives) -> Iterator[Found]:
    """An alternative that is no alternative, or that a summary does not know."""
    for word in ("missing", "after_stop"):
        for number, choice in enumerate(getattr(choices, word)):
            if choice == getattr(endpoint, word):
                yield Found((*path, word, number), f"{choice} is what the protocol does; an alternative is something else")
            elif endpoint.summary and choice not in ("last_observation", "as_observed", "drop", "keep"):
                yield Found((*path, word, number), f"{choice} needs a responder rule; {path[-1]} is a summary")
    stopping = endpoint.estimand and choices.after_stop and endpoint.estimand.events
    if stopping:
        yield Found((*path, "after_stop"), "the estimand of this endpoint says what its events mean; vary them under events")
    if endpoint.summary and any("composite" in strategies for strategies in choices.events.values()):
        yield Found((*path, "events"), f"composite needs a responder rule; {path[-1]} is a summary")


def _other_windows(path: Path, protocol: Protocol, choices: Alternatives, at: str) -> Iterator[Found]:
    from cohortium.protocol.questions import other_window

    others = [("windows", at, name, other) for name, other in choices.windows.items()]
    others += [("baseline", "baseline", name, other) for name, other in choices.baseline.items()]
    for word, of, name, other in others:
        if of not in protocol.windows:
            continue
        try:
            other_window(protocol.windows[of], other)
        except ValueError as error:
            said = str(error).split("Value error, ")[-1].split(" [type=")[0]
            yield Found((*path, word, name), said, True)


def _absent_key(path: Path, what: str, name: str, known: Collection[str]) -> Iterator[Found]:
    yield from (Found(found.path, found.text, True) for found in _absent(path, what, name, known))


def _thresholds(path: Path, endpoint: Endpoint, measure: Any) -> Iterator[Found]:
    rule = endpoint.responder
    for number, criterion in enumerate(rule.criteria if rule else ()):
        if said := _senseless(criterion, measure):
            joined = "any" if rule and rule.any else "all"
            yield Found((*path, "responder", joined, number, criterion.word), said)
    if endpoint.eligible:
        yield from _outside((*path, "eligible", "baseline_at_least"), endpoint.eligible.baseline_at_least, measure)


def _senseless(criterion: Criterion, measure: Any) -> str:
    word, value = criterion.word, getattr(criterion, criterion.word)
    if word in ("value_at_most", "value_at_least"):
        return "" if measure.low <= value <= measure.high else _range_of(measure, value)
    if value <= 0:
        return f"{word} must be above 0; a rule that everybody meets says nothing"
    if word == "improvement_at_least":
        if (measure.units_high - measure.units_low) * max(value.denominator, value.numerator) >= 2**62:
            return "the percentage has too many digits to be compared exactly; write for example 66.7 %"
        # From 0 on, a score that is better when low cannot improve by more than all of itself.
        too_much = value > 1 and measure.worse == 1 and measure.low >= 0
        return f"an improvement of more than 100 % is not possible in {measure.id}" if too_much else ""
    widest = Decimal(measure.high) - Decimal(measure.low)
    return f"{measure.id} cannot change by more than {format_decimal(widest)}" if value > widest else ""


def _range_of(measure: Any, value: Decimal) -> str:
    low, high = format_decimal(Decimal(measure.low)), format_decimal(Decimal(measure.high))
    return f"{format_decimal(value)} is outside {measure.id}, which goes from {low} to {high}"


def _outside(path: Path, value: Decimal | None, measure: Any) -> Iterator[Found]:
    if value is not None and not measure.low <= value <= measure.high:
        yield Found(path, _range_of(measure, value))


def _steps(protocol: Protocol, names: Names) -> Iterator[Found]:
    """The steps put the place of a day and a score into one whole number: neither may leave too little room for the other."""
    from cohortium.protocol.slots import LARGEST, largest_key

    for name in protocol.measures:
        for timepoint, window in protocol.windows.items():
            if name in names.measures and name in protocol.used_measures and largest_key(window, names.measures[name]) > LARGEST:
                said = f"is too fine for the days of {timepoint}: write a coarser step, or narrower bounds"
                yield Found(("measures", name, "step"), said)
                break


def _conditions(protocol: Protocol, names: Names) -> Iterator[Found]:
    groups = ((("subsets",), protocol.subsets), (("population", "include"), protocol.population.include))
    for start, group in groups:
        for name, condition in group.items():
            check = _CONDITIONS.get(condition.word)
            yield from check((*start, name), condition, names) if check else ()


def _of_measure(path: Path, condition: Condition, names: Names) -> Iterator[Found]:
    measure = str(condition.measure)
    yield from _measure_absent((*path, "measure"), measure, names)
    if condition.at:
        yield from _absent((*path, "at"), "timepoint", condition.at, names.timepoints)
    if known := names.measures.get(measure):
        yield from _outside((*path, "at_least"), condition.at_least, known)
        yield from _outside((*path, "at_most"), condition.at_most, known)


def _of_characteristic(path: Path, condition: Condition, names: Names) -> Iterator[Found]:
    name = str(condition.characteristic)
    yield from _absent((*path, "characteristic"), "characteristic", name, names.characteristics)
    declared = names.protocol.characteristics.get(name)
    if not declared:
        return
    if declared.kind == "number" and condition.levels is not None:
        yield Found((*path, "is"), f'"{name}" is a number: write at_least or at_most', True)
    elif declared.kind != "number" and condition.levels is None:
        yield Found((*path, "characteristic"), f'"{name}" is not a number: write is, with {_levels_of(declared)}')
    elif declared.kind != "number":
        for number, level in enumerate(condition.levels or ()):
            known = list(declared.levels) or ["yes", "no"]
            if level not in known:
                said = f'"{shown(level)}" is not a level of "{name}"; it has {listed(known, "and")}{suggestion(level, known)}'
                yield Found((*path, "is", number), said)


def _levels_of(characteristic: Any) -> str:
    return listed(characteristic.levels or ("yes", "no"))


def _of_arm(path: Path, condition: Condition, names: Names) -> Iterator[Found]:
    for number, arm in enumerate(condition.arm or ()):
        yield from _absent((*path, "arm", number), "arm", arm, names.arms)


def _of_centre(path: Path, condition: Condition, names: Names) -> Iterator[Found]:
    for number, centre in enumerate(condition.centre or ()):
        if names.centres:
            yield from _absent((*path, "centre", number), "centre", centre, names.centres)


def _sets(protocol: Protocol, names: Names) -> Iterator[Found]:
    for word in ("efficacy", "safety"):
        for number, name in enumerate(getattr(protocol.population.sets, word)):
            path = ("population", "sets", word, number)
            yield from _absent(path, "subset or condition of the population", name, [*names.subsets, *names.include])


_CONDITIONS: dict[str, Callable[[Path, Condition, Names], Iterator[Found]]] = {
    "measure": _of_measure,
    "characteristic": _of_characteristic,
    "arm": _of_arm,
    "centre": _of_centre,
}
_CHECKS: tuple[Callable[[Protocol, Names], Iterator[Found]], ...] = (
    _days, _arms, _endpoints, _estimands, _sensitivity, _subgroups, _adjusted, _steps, _conditions, _sets,
)  # fmt: skip
