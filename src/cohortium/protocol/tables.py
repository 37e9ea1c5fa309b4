"""The protocol as small tables: what the fixed SQL steps join the data with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any

from cohortium.protocol.laboratory import grade_bound_rows, grade_rows, graded_rows, laboratory_rule_rows, laboratory_side_rows
from cohortium.protocol.model import ANY_ROWS, Characteristic, Condition, Protocol
from cohortium.protocol.patterns import BITS, term_places
from cohortium.protocol.questions import event_bits, questions, windows_of
from cohortium.protocol.slots import (
    LANES,
    Measures,
    Rows,
    at_least,
    baseline_slot,
    baseline_slot_rows,
    choice_of,
    choice_rows,
    choices,
    endpoint_rows,
    lane_rows,
    measure_rows,
    named_conditions,
    pair_rows,
    same_day_rows,
    severity_rows,
    slot_rows,
    slots,
    subsets_of,
)
from cohortium.protocol.stops import causes_of
from cohortium.protocol.values import Dose, plain


@dataclass(frozen=True)
class Table:
    """A small relation: column names with their SQL types, and its rows."""

    columns: dict[str, str]
    rows: tuple[tuple[Any, ...], ...]


def subset_weights(protocol: Protocol) -> dict[str, int]:
    """The digit in `strata` of each subset that results are given for, to base 3: 2 yes, 1 no, 0 unknown."""
    asked = {name for endpoint in protocol.endpoints.values() for name in endpoint.footnote_subsets}
    asked |= {name for question in questions(protocol) for name in question.without}
    asked |= {name for groups in protocol.subgroups.values() for name in groups.by}
    wanted = (name for name in subsets_of(protocol) if name in asked or name not in protocol.subsets)
    return {name: 3**place for place, name in enumerate(wanted)}


def _study(protocol: Protocol, measures: Measures) -> Rows:
    first = protocol.enrolment.first_dose if protocol.enrolment else (None, None)
    period, (end, added) = protocol.safety.period, protocol.safety.period.bound
    all_drugs = int(not any(arm.drug for arm in protocol.arms.values()))
    yield (
        *first, protocol.data_cut, protocol.prior_use, protocol.gap, all_drugs, protocol.safety.onset_missing,
        protocol.previous_treatments.not_reported, period.start.months, period.start.days, end, added.months, added.days,
    )  # fmt: skip


def _arms(protocol: Protocol, measures: Measures) -> Rows:
    for name, arm in protocol.arms.items():
        dose = arm.daily_dose or Dose(0, "")
        # An arm without a drug is assigned by patients.arm only: a NULL drug joins nothing.
        yield name, arm.drug and known_drug(protocol, arm.drug), dose.amount if arm.daily_dose else None, dose.unit


def _arm_drugs(protocol: Protocol, measures: Measures) -> Rows:
    return ((drug,) for drug in dict.fromkeys(known_drug(protocol, arm.drug) for arm in protocol.arms.values() if arm.drug))


def _windows(protocol: Protocol, measures: Measures) -> Rows:
    carried = {slot.timepoint for slot in slots(protocol) if slot.carry}
    asked = {question.window for question in questions(protocol)} | {at for banded in protocol.severity.values() for at in banded.at}
    for name, window in windows_of(protocol).items():
        target = window.target or window.end
        is_followed = int(name != "baseline" or name in asked)
        yield (
            name, window.start.months, window.start.days, window.end.months, window.end.days, target.months, target.days,
            int(name in carried), is_followed, choices(protocol)[choice_of(baseline_slot(protocol, "", name))],
        )  # fmt: skip


def _conditions(protocol: Protocol, measures: Measures) -> Rows:
    numbers = slots(protocol)
    for name, condition in named_conditions(protocol).items():
        scale, subject, slot = Fraction(1), "", None
        if condition.measure:
            at = condition.at or "baseline"
            scale, subject = measures[condition.measure].scale, f"{condition.measure} {at}"
            slot = numbers[baseline_slot(protocol, condition.measure, at)]
        elif condition.characteristic:
            subject, scale = condition.characteristic, characteristic_scale(protocol.characteristics[condition.characteristic])
        elif condition.previous_treatment:
            subject = known_drug(protocol, condition.previous_treatment)
        least = None if condition.at_least is None else at_least(condition.at_least, scale)
        most = None if condition.at_most is None else floor(Fraction(condition.at_most) / scale)
        yield name, condition.word, subject, slot, least, most, int(bool(_levels(protocol, condition)))


def _condition_levels(protocol: Protocol, measures: Measures) -> Rows:
    for name, condition in named_conditions(protocol).items():
        yield from ((name, level) for level in _levels(protocol, condition))


_DOSE_LEVELS = {"increase": ("increase", "both"), "decrease": ("decrease", "both"), "any": ("increase", "decrease", "both")}


def _levels(protocol: Protocol, condition: Condition) -> tuple[str, ...]:
    by_word: dict[str, Callable[[], tuple[str, ...]]] = {
        "dose_change": lambda: _DOSE_LEVELS[condition.dose_change or "any"],
        "arm": lambda: condition.arm or (),
        "centre": lambda: condition.centre or (),
        "stopped": lambda: (condition.stopped or "yes",),
        "previous_treatment": lambda: ("yes",),
    }
    return by_word.get(condition.word, lambda: condition.levels or ())()


def _dose_changes(protocol: Protocol, measures: Measures) -> Rows:
    """One row where a condition or an event asks about changes of dose, so that nobody looks for them otherwise."""
    asked = (*named_conditions(protocol).values(), *protocol.intercurrent_events.values())
    return [("dose_change",)] if any(each.word == "dose_change" for each in asked) else []


def _events(protocol: Protocol, measures: Measures) -> Rows:
    """The intercurrent events, one row per level that is one; `any` stands for every stop."""
    for name, bit in event_bits(protocol).items():
        event = protocol.intercurrent_events[name]
        levels: tuple[str, ...] = event.stopped or (event.dose_change or "",)
        if event.treatment:
            levels = tuple(dict.fromkeys(known_drug(protocol, drug) for drug in event.treatment))
        yield from ((bit, event.word, level) for level in levels)


def _variants(protocol: Protocol, measures: Measures) -> Rows:
    return ((asked.name, asked.at) for asked in questions(protocol) if asked.variant or asked.endpoint in protocol.sensitivity)


def _adjusted(protocol: Protocol, measures: Measures) -> Rows:
    asked = [*protocol.adjusted.items(), *protocol.weighted.items()]
    yield from dict.fromkeys((name, one.at or protocol.endpoints[name].at[0]) for name, one in asked)


def _covariates(protocol: Protocol, measures: Measures) -> Rows:
    named = [name for asked in (*protocol.adjusted.values(), *protocol.weighted.values()) for name in asked.covariates]
    named += [name for asked in protocol.adjusted.values() for name in asked.auxiliary]
    return ((name,) for name in dict.fromkeys(named) if name in protocol.characteristics)


def _population(protocol: Protocol, measures: Measures) -> Rows:
    return ((name, position) for position, name in enumerate(protocol.population.include, start=1))


def _sets(protocol: Protocol, measures: Measures) -> Rows:
    for kind in ("efficacy", "safety"):
        yield from ((kind, name, 0) for name in getattr(protocol.population.sets, kind))
    yield from (("subset", name, weight) for name, weight in subset_weights(protocol).items())


def characteristic_scale(characteristic: Characteristic) -> Fraction:
    """One unit of a characteristic's numbers: its step; a count goes by ones."""
    counted = characteristic.source is not None
    return Fraction(1) if counted else Fraction(characteristic.step)


def _characteristics(protocol: Protocol, measures: Measures) -> Rows:
    for name, entry in protocol.characteristics.items():
        source = "column" if entry.source is None else "count" if entry.source.counts else "drugs"
        yield name, entry.kind, source, int(1 / characteristic_scale(entry)) if entry.kind == "number" else 1


def _characteristic_drugs(protocol: Protocol, measures: Measures) -> Rows:
    for name, entry in protocol.characteristics.items():
        if entry.source and not entry.source.counts:
            yield from ((name, known_drug(protocol, drug)) for drug in entry.source.previous_treatments)


def _drugs(protocol: Protocol, measures: Measures) -> Rows:
    """Every drug that the protocol names, whatever for; empty where it names none but the arms'."""
    named = named_drugs(protocol)
    arms = [arm.drug for arm in protocol.arms.values() if arm.drug] if named else []
    return ((drug,) for drug in dict.fromkeys(known_drug(protocol, name) for name in (*named, *arms)))


def named_drugs(protocol: Protocol) -> list[str]:
    """The drugs that the protocol names elsewhere than in its arms, as it writes them."""
    sources = [entry.source for entry in protocol.characteristics.values() if entry.source and not entry.source.counts]
    asked = [drug for source in sources for drug in source.previous_treatments]
    asked += [condition.previous_treatment for condition in named_conditions(protocol).values() if condition.previous_treatment]
    return [*protocol.drugs, *asked]


def known_drug(protocol: Protocol, text: str) -> str:
    """The drug that a text names, by id, label or synonym of `drugs`; else the plain text itself."""
    wanted = plain(text)
    for name, drug in protocol.drugs.items():
        if wanted in {plain(spelling) for spelling in (name, drug.label, *drug.synonyms)}:
            return plain(name)
    return wanted


def _terms(protocol: Protocol, measures: Measures) -> Rows:
    safety = protocol.safety
    for name, term in safety.terms.items():
        yield name, term.kind, term.not_reported or safety.not_reported, term.baseline_abnormal or safety.baseline_abnormal


def _places(protocol: Protocol, measures: Measures) -> Rows:
    """Where the bits of each term and at-least-one row stand, and the bit for what silence means; only a review may fill such a row."""
    silent = {name: BITS[not_reported] for name, _, not_reported, _ in _terms(protocol, measures)}
    return ((name, block, unit, silent.get(name, 0)) for name, (block, unit) in term_places(protocol).items())


def _members(protocol: Protocol, measures: Measures) -> Rows:
    """At-least-one rows, their members, and what one stands for in numbers; a row that a review fills is a member too, of `any` as well."""
    units = {row: 2 ** (5 * place) for place, row in enumerate(ANY_ROWS)}
    members = [(row, name) for name, term in protocol.safety.terms.items() for row in ("any", f"any_{term.kind}")]
    members += [(row, row) for row in ANY_ROWS] + [("any", row) for row in ANY_ROWS[1:]]
    return ((row, member, units[row]) for row, member in members)


def _only_sex(protocol: Protocol, measures: Measures) -> Rows:
    """What only one sex can have, and which."""
    named = (*protocol.safety.terms.items(), *protocol.characteristics.items())
    return [(name, entry.only_sex) for name, entry in named if entry.only_sex]


def _age_bounds(protocol: Protocol, measures: Measures) -> Rows:
    """The ages that matter to the scores whose items are read; with one set of weights for everybody EASI has none."""
    from cohortium.measures.items import AGES

    asked = (name for name, rule in protocol.items.items() if rule.weights == "by_age")
    return ((name, bound) for name in asked for bound in AGES.get(name, ()))


def _causes(protocol: Protocol, measures: Measures) -> Rows:
    return ((cause, place) for place, cause in enumerate(causes_of(protocol), start=1))


_OF_A_LANE = ("worse", "low", "high", "least", "span")
Builder = Callable[[Protocol, Measures], Rows]
_TABLES: dict[str, tuple[str, Builder]] = {
    "p_study": (
        "enrol_from DATE, enrol_to DATE, data_cut DATE, prior_use VARCHAR, gap_days BIGINT, all_drugs BIGINT, onset_missing VARCHAR, "
        "previous_not_reported VARCHAR, period_from_months BIGINT, period_from_days BIGINT, period_end VARCHAR, "
        "period_to_months BIGINT, period_to_days BIGINT",
        _study,
    ),
    "p_arms": ("arm VARCHAR, drug VARCHAR, dose BIGINT, dose_unit VARCHAR", _arms),
    "p_arm_drugs": ("drug VARCHAR", _arm_drugs),
    "p_measures": (
        "measure VARCHAR, part INTEGER, lane INTEGER, worse BIGINT, low BIGINT, high BIGINT, least BIGINT, span BIGINT", measure_rows
    ),
    "p_lanes": (
        "part INTEGER, " + ", ".join(f"{name}{n} BIGINT" for n in range(1, LANES + 1) for name in _OF_A_LANE),
        lane_rows,
    ),
    "p_choices": (
        "choice INTEGER, part INTEGER, timepoint VARCHAR, same_day VARCHAR, until_stop BIGINT, carry BIGINT, "
        "ahead BIGINT, by_index BIGINT, by_target BIGINT, width BIGINT, sign BIGINT, flip BIGINT",
        choice_rows,
    ),
    "p_windows": (
        "timepoint VARCHAR, from_months BIGINT, from_days BIGINT, to_months BIGINT, to_days BIGINT, target_months BIGINT, "
        "target_days BIGINT, carries BIGINT, is_followed BIGINT, choice INTEGER",
        _windows,
    ),
    "p_slots": (
        "slot BIGINT, measure VARCHAR, timepoint VARCHAR, pick VARCHAR, same_day VARCHAR, until_stop BIGINT, carry BIGINT, choice INTEGER, "
        "part INTEGER, lane INTEGER",
        slot_rows,
    ),
    "p_same_days": ("same_day VARCHAR", same_day_rows),
    "p_baseline_slots": ("measure VARCHAR, slot BIGINT, choice INTEGER, part INTEGER, lane INTEGER", baseline_slot_rows),
    "p_pairs": (
        "pair BIGINT, baseline_slot BIGINT, value_slot BIGINT, baseline_choice INTEGER, value_choice INTEGER, timepoint VARCHAR, "
        "measure VARCHAR, same_day VARCHAR, part INTEGER, lane INTEGER",
        pair_rows,
    ),
    "p_endpoints": (
        "question BIGINT, endpoint VARCHAR, timepoint VARCHAR, quantity VARCHAR, baseline_slot BIGINT, value_slot BIGINT, missing VARCHAR, "
        "after_stop VARCHAR, rule VARCHAR, worse BIGINT, baseline_at_least BIGINT, value_at_most BIGINT, value_at_least BIGINT, "
        "fall_at_least BIGINT, rise_at_least BIGINT, improvement_parts BIGINT, improvement_whole BIGINT, composite BIGINT",
        endpoint_rows,
    ),
    "p_conditions": (
        "condition VARCHAR, kind VARCHAR, subject VARCHAR, slot BIGINT, at_least BIGINT, at_most BIGINT, by_level BIGINT", _conditions
    ),
    "p_condition_levels": ("condition VARCHAR, level VARCHAR", _condition_levels),
    "p_dose_changes": ("kind VARCHAR", _dose_changes),
    "p_events": ("event BIGINT, kind VARCHAR, level VARCHAR", _events),
    "p_variants": ("endpoint VARCHAR, timepoint VARCHAR", _variants),
    "p_adjusted": ("endpoint VARCHAR, timepoint VARCHAR", _adjusted),
    "p_covariates": ("variable VARCHAR", _covariates),
    "p_population": ("condition VARCHAR, position BIGINT", _population),
    "p_sets": ("set_name VARCHAR, condition VARCHAR, weight BIGINT", _sets),
    "p_characteristics": ("variable VARCHAR, type VARCHAR, source VARCHAR, units BIGINT", _characteristics),
    "p_characteristic_drugs": ("variable VARCHAR, drug VARCHAR", _characteristic_drugs),
    "p_drugs": ("drug VARCHAR", _drugs),
    "p_terms": ("term VARCHAR, kind VARCHAR, not_reported VARCHAR, baseline_abnormal VARCHAR", _terms),
    "p_places": ("term VARCHAR, block BIGINT, unit BIGINT, silent BIGINT", _places),
    "p_only_sex": ("variable VARCHAR, sex VARCHAR", _only_sex),
    "p_members": ("group_term VARCHAR, member VARCHAR, unit BIGINT", _members),
    "p_severity": ("measure VARCHAR, timepoint VARCHAR, slot BIGINT", severity_rows),
    "p_age_bounds": ("measure VARCHAR, bound BIGINT", _age_bounds),
    "p_ctcae": ("entry VARCHAR, test VARCHAR, side VARCHAR", graded_rows),
    "p_grades": (
        "entry VARCHAR, rule BIGINT, grade BIGINT, side VARCHAR, basis VARCHAR, condition VARCHAR, inclusive BIGINT, parts BIGINT, "
        "whole BIGINT",
        grade_rows,
    ),
    "p_grade_bounds": ("entry VARCHAR, rule BIGINT, unit VARCHAR, bound BIGINT", grade_bound_rows),
    "p_causes": ("cause VARCHAR, position BIGINT", _causes),
    "p_laboratory_sides": (
        "number BIGINT, term VARCHAR, test VARCHAR, side VARCHAR, part INTEGER, lane INTEGER, block BIGINT",
        laboratory_side_rows,
    ),
    "p_laboratory_rules": (
        "number BIGINT, test VARCHAR, side VARCHAR, is_local BIGINT, bound BIGINT, unit VARCHAR, units VARCHAR, "
        "parts BIGINT, whole BIGINT, part INTEGER, lane INTEGER, mark BIGINT",
        laboratory_rule_rows,
    ),
}  # fmt: skip


def protocol_tables(protocol: Protocol, measures: Measures) -> dict[str, Table]:
    """Every protocol table by name."""
    return {name: Table(_columns(text), tuple(build(protocol, measures))) for name, (text, build) in _TABLES.items()}


def _columns(text: str) -> dict[str, str]:
    pairs = (column.split() for column in text.split(", "))
    return {name: kind for name, kind in pairs}
