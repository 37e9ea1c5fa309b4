"""What one part of a protocol says of another: every name must exist, every threshold make sense."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from cohortium.language import marked, tr
from cohortium.protocol.asked_names import asked_mistakes
from cohortium.protocol.asked_references import ASKED_CHECKS, MOST_SUBSETS
from cohortium.protocol.declared import Found, Names, Path, absent, built_in_measures, measure_absent, outside, range_of
from cohortium.protocol.document import Node
from cohortium.protocol.item_references import ITEM_CHECKS
from cohortium.protocol.mistakes import listed, suggestion
from cohortium.protocol.model import Condition, Criterion, Endpoint, Protocol
from cohortium.protocol.names import name_mistakes
from cohortium.protocol.table_rows import table_mistakes
from cohortium.protocol.values import format_decimal, plain, shown


def reference_mistakes(protocol: Protocol, root: Node) -> list[Found]:
    """Every mistake between the parts of a protocol."""
    names = Names(protocol, root)
    found = [mistake for check in _CHECKS for mistake in check(protocol, names)]
    found += [Found(*mistake) for mistake in (*table_mistakes(protocol), *asked_mistakes(protocol))]
    return found + [Found(path, text, True) for path, text in name_mistakes(protocol, built_in_measures())]


def _days(protocol: Protocol, names: Names) -> Iterator[Found]:
    if protocol.enrolment and protocol.data_cut and protocol.data_cut < protocol.enrolment.first_dose[0]:
        yield Found(("data_cut",), tr("the data cut is before the first day of enrolment: no patient would be left"))


def _arms(protocol: Protocol, names: Names) -> Iterator[Found]:
    drugs = {plain(spelling): name for name, drug in protocol.drugs.items() for spelling in (name, drug.label, *drug.synonyms)}
    seen: list[tuple[str, str, Any]] = []
    for name, arm in protocol.arms.items():
        if arm.drug is None:
            continue
        drug, dose = drugs.get(plain(arm.drug), plain(arm.drug)), arm.daily_dose
        for other, other_drug, other_dose in seen:
            if drug == other_drug and (dose == other_dose or dose is None or other_dose is None):
                said = 'arm "{name}" cannot be told from arm "{other}": same drug, and the doses do not differ; give each its daily_dose'
                yield Found(("arms", name), tr(said, name=name, other=other), True)
                break
        seen.append((name, drug, dose))


def _endpoints(protocol: Protocol, names: Names) -> Iterator[Found]:
    for name, endpoint in protocol.endpoints.items():
        path = ("endpoints", name)
        yield from measure_absent((*path, "measure"), endpoint.measure, names)
        for number, timepoint in enumerate(endpoint.at):
            place = (*path, "at", number)
            if timepoint == "baseline":
                yield Found(place, tr("an endpoint is not measured at baseline; name a later timepoint"))
            else:
                yield from absent(place, marked("a declared timepoint"), timepoint, names.timepoints)
            if timepoint in endpoint.at[:number]:
                yield Found(place, tr('"{name}" is listed twice', name=timepoint))
        for number, subset in enumerate(endpoint.footnote_subsets):
            if number == MOST_SUBSETS:
                said = tr("at most {most} subsets can be given in footnotes", most=MOST_SUBSETS)
                yield Found((*path, "footnote_subsets", number), said)
            yield from absent((*path, "footnote_subsets", number), marked("a declared subset"), subset, names.subsets)
        if measure := names.measures.get(endpoint.measure):
            yield from _thresholds(path, endpoint, measure)


def _thresholds(path: Path, endpoint: Endpoint, measure: Any) -> Iterator[Found]:
    rule = endpoint.responder
    for number, criterion in enumerate(rule.criteria if rule else ()):
        if said := _senseless(criterion, measure):
            joined = "any" if rule and rule.any else "all"
            yield Found((*path, "responder", joined, number, criterion.word), said)
    if endpoint.eligible:
        yield from outside((*path, "eligible", "baseline_at_least"), endpoint.eligible.baseline_at_least, measure)


def _senseless(criterion: Criterion, measure: Any) -> str:
    word, value = criterion.word, getattr(criterion, criterion.word)
    if word in ("value_at_most", "value_at_least"):
        return "" if measure.low <= value <= measure.high else range_of(measure, value)
    if value <= 0:
        return tr("{word} must be above 0; a rule that everybody meets says nothing", word=word)
    if word == "improvement_at_least":
        if (measure.units_high - measure.units_low) * max(value.denominator, value.numerator) >= 2**62:
            return tr("the percentage has too many digits to be compared exactly; write for example 66.7 %")
        # From 0 on, a score that is better when low cannot improve by more than all of itself.
        too_much = value > 1 and measure.worse == 1 and measure.low >= 0
        return tr("an improvement of more than 100 % is not possible in {measure}", measure=measure.id) if too_much else ""
    widest = Decimal(measure.high) - Decimal(measure.low)
    return tr("{measure} cannot change by more than {most}", measure=measure.id, most=format_decimal(widest)) if value > widest else ""


def _steps(protocol: Protocol, names: Names) -> Iterator[Found]:
    """The steps put the place of a day and a score into one whole number: neither may leave too little room for the other."""
    from cohortium.protocol.slots import has_room

    for name in protocol.measures:
        for timepoint, window in protocol.windows.items():
            if name in names.measures and name in protocol.used_measures and not has_room(window, names.measures[name]):
                said = "this step is too fine for the days of {timepoint}: write a coarser step, or narrower bounds"
                yield Found(("measures", name, "step"), tr(said, timepoint=timepoint))
                break


def _conditions(protocol: Protocol, names: Names) -> Iterator[Found]:
    groups = ((("subsets",), protocol.subsets), (("population", "include"), protocol.population.include))
    for start, group in groups:
        for name, condition in group.items():
            check = _CONDITIONS.get(condition.word)
            yield from check((*start, name), condition, names) if check else ()


def _of_measure(path: Path, condition: Condition, names: Names) -> Iterator[Found]:
    measure = str(condition.measure)
    yield from measure_absent((*path, "measure"), measure, names)
    if condition.at:
        yield from absent((*path, "at"), marked("a declared timepoint"), condition.at, names.timepoints)
    if known := names.measures.get(measure):
        yield from outside((*path, "at_least"), condition.at_least, known)
        yield from outside((*path, "at_most"), condition.at_most, known)


def _of_characteristic(path: Path, condition: Condition, names: Names) -> Iterator[Found]:
    name = str(condition.characteristic)
    yield from absent((*path, "characteristic"), marked("a declared characteristic"), name, names.characteristics)
    declared = names.protocol.characteristics.get(name)
    if not declared:
        return
    if declared.kind == "number" and condition.levels is not None:
        yield Found((*path, "is"), tr('"{name}" is a number: write at_least or at_most', name=name), True)
    elif declared.kind != "number" and condition.levels is None:
        said = tr('"{name}" is not a number: write is, with {levels}', name=name, levels=_levels_of(declared))
        yield Found((*path, "characteristic"), said)
    elif declared.kind != "number":
        for number, level in enumerate(condition.levels or ()):
            known = list(declared.levels) or ["yes", "no"]
            if level not in known:
                said = '"{level}" is not a level of "{name}"; it has {levels}{suggestion}'
                said = tr(said, level=shown(level), name=name, levels=listed(known, tr("and")), suggestion=suggestion(level, known))
                yield Found((*path, "is", number), said)


def _levels_of(characteristic: Any) -> str:
    return listed(characteristic.levels or ("yes", "no"), tr("or"))


def _of_arm(path: Path, condition: Condition, names: Names) -> Iterator[Found]:
    for number, arm in enumerate(condition.arm or ()):
        yield from absent((*path, "arm", number), marked("a declared arm"), arm, names.arms)


def _of_centre(path: Path, condition: Condition, names: Names) -> Iterator[Found]:
    for number, centre in enumerate(condition.centre or ()):
        if names.centres:
            yield from absent((*path, "centre", number), marked("a declared centre"), centre, names.centres)


def _sets(protocol: Protocol, names: Names) -> Iterator[Found]:
    for word in ("efficacy", "safety"):
        for number, name in enumerate(getattr(protocol.population.sets, word)):
            path = ("population", "sets", word, number)
            yield from absent(path, marked("a declared subset or condition of the population"), name, [*names.subsets, *names.include])


_CONDITIONS: dict[str, Callable[[Path, Condition, Names], Iterator[Found]]] = {
    "measure": _of_measure,
    "characteristic": _of_characteristic,
    "arm": _of_arm,
    "centre": _of_centre,
}


def _only_sex(protocol: Protocol, names: Names) -> Iterator[Found]:
    """A sex that no patient can have would set every answer aside."""
    entry = protocol.characteristics.get("sex")
    parts = [(("characteristics", name), each.only_sex) for name, each in protocol.characteristics.items()]
    parts += [(("safety", "terms", name), each.only_sex) for name, each in protocol.safety.terms.items()]
    for path, sex in parts:
        if sex and entry and entry.levels and sex not in entry.levels:
            said = tr('"{level}" is no level of sex; it has {levels}', level=sex, levels=", ".join(entry.levels))
            yield Found((*path, "only_sex"), said)


_CHECKS: tuple[Callable[[Protocol, Names], Iterator[Found]], ...] = (
    _days, _arms, _endpoints, *ASKED_CHECKS, *ITEM_CHECKS, _steps, _conditions, _sets, _only_sex,
)  # fmt: skip
