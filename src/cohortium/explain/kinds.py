"""How each analysis leads back to its patients: one function per kind of number, and the table that finds it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from cohortium.estimates.efficacy import STATES
from cohortium.estimates.patients import BEFORE_ARM
from cohortium.estimates.safety import ANY_LABELS, DERIVED_REASONS, stop_reasons
from cohortium.explain.evidence import Explanation, Patient, Row, Source, tally_others
from cohortium.protocol.model import label_of
from cohortium.protocol.tables import characteristic_scale
from cohortium.protocol.words import (
    arm_in_words,
    condition_in_words,
    endpoint_in_words,
    period_in_words,
    population_in_words,
    term_in_words,
    timepoint_in_words,
)
from cohortium.results import Result, exact_text
from cohortium.statistics import DEFINITIONS, INTERVALS, SUMMARY

WHO_STEPS = ("treatments", "treatment_ends", "course_lines", "courses", "first_doses", "index_choices", "index_days", "enrolled")
SCORE_STEPS = ("patient_windows", "visits", "window_visits", "day_choices", "candidates", "ranked_candidates", "chosen")
TERM_STEPS = ("safety_periods", "period_events", "laboratory_judged", "term_sources", "term_answers", "known_answers", "term_status")
SHARES = ("percent", "conf_low", "conf_high")


def _about(source: Source, result: Result, *sentences: str) -> tuple[str, ...]:
    """The words for a number: what it is of, which patients, which statistic."""
    protocol, arm = source.protocol, result.arm
    said = [*sentences]
    if result.group:
        said.append(f"Only patients of the subset {condition_in_words(protocol, protocol.subsets[result.group], source.measures)}.")
    if arm in protocol.arms:
        said.append(f"Treatment group: {arm_in_words(protocol, arm)}")
    return (*said, f"{result.stat}: {_statistic(source, result)}")


def _statistic(source: Source, result: Result) -> str:
    choice = source.protocol.statistics
    words = {
        "N": "the number of patients the statistics are about (for a share, those with a yes or a no).",
        "n": "the number of patients (or events, or mentions) that meet the definition.",
        "percent": "100 times n divided by N, rounded once, half away from zero.",
        "mean": "the sum of the values divided by their number.",
        "sd": "the standard deviation with N - 1.",
        "min": "the lowest value.",
        "max": "the highest value.",
        "n_missing": "the number of patients without a known value.",
        "n_imputed_stop": "the number of patients counted by the missing rule because they had stopped.",
        "n_imputed_missing": "the number of patients counted by the missing rule without having stopped.",
        "n_complete": "the number of patients with every term known.",
        "n_undated": "the number of counted events without an onset date.",
        "n_baseline_abnormal": "the number of patients whose last value in the baseline window was already beyond the limit.",
    }
    words |= dict.fromkeys(("median", "q1", "q3"), f"by {DEFINITIONS[choice.quantiles].label}.")
    words |= dict.fromkeys(("conf_low", "conf_high"), f"limit of the interval of {INTERVALS[choice.interval].label}.")
    return words[result.stat]


def efficacy(source: Source, result: Result) -> Explanation:
    """An endpoint at a timepoint: the scores chosen for each patient, or why there is none."""
    endpoint = source.protocol.endpoints[result.variable]
    rows = source.rows("responses", result, result.variable, result.timepoint)
    counted = [row for row in rows if _counts(row, result, endpoint.quantity)]
    steps = (*SCORE_STEPS, "outcomes", "situations", "judged", "states", "responses", "tally_responses")
    return Explanation(
        _about(source, result, endpoint_in_words(source.protocol, result.variable, result.timepoint, source.measures)),
        steps if endpoint.quantity == "responder" else (*steps[:-1], "tally_changes"),
        tuple(_scored(source, row, endpoint.measure, endpoint.quantity) for row in counted),
        tally_others(_response(row) for row in rows if row not in counted),
    )


def _counts(row: Row, result: Result, quantity: str) -> bool:
    if result.level:
        return row["state"] == result.level
    if result.stat.startswith("n_imputed"):
        return row["responder"] is not None and row["imputed"] == result.stat.removeprefix("n_imputed_")
    if quantity != "responder":
        return row["state"] == "evaluable"
    return row["responder"] is True if result.stat == "n" else row["responder"] is not None


def _response(row: Row) -> str:
    answer = {True: "responder", False: "non-responder", None: ""}[row["responder"]]
    return ", ".join(part for part in (answer, STATES[row["state"]].lower() if row["state"] != "evaluable" else "") if part) or "evaluable"


def _scored(source: Source, row: Row, measure: str, quantity: str) -> Patient:
    scale, before, after = source.measures[measure].scale, row["baseline"], row["value"]
    value = None if after is None else after * scale
    said = _response(row)
    if quantity == "change":
        value = None if before is None or after is None else (after - before) * scale
    if quantity != "responder" and value is not None:
        said = f"{quantity} {exact_text(value)}"
    cells = (*source.cells(row["baseline_record"], "date", "month", "week", measure), *source.cells(row["value_record"], "date", "month", "week", measure))
    return Patient(row["centre"], row["code"], said, cells, value if quantity != "responder" else None)


def scores(source: Source, result: Result) -> Explanation:
    """A measure at baseline."""
    rows = source.rows("scores", result, result.variable)
    missing = result.stat == "n_missing"
    scale = source.measures[result.variable].scale
    counted = [row for row in rows if (row["value"] is None) == missing]
    return Explanation(
        _about(source, result, f"{source.measures[result.variable].label} at baseline: {timepoint_in_words(source.protocol, 'baseline')}."),
        (*SCORE_STEPS, "tally_baseline_scores"),
        tuple(_valued(row, row["value"], scale, source.cells(row["record"], "date", "month", "week", result.variable)) for row in counted),
        {} if missing else {"no score at baseline": len(rows) - len(counted)},
    )


def _valued(row: Row, number: int | None, scale: Fraction | Decimal, cells: tuple) -> Patient:
    value = None if number is None else number * Fraction(scale)
    return Patient(row["centre"], row["code"], "missing" if value is None else exact_text(value), cells, value)


def characteristics(source: Source, result: Result) -> Explanation:
    """A characteristic at baseline: a number, a level, yes or no."""
    name, entry = result.variable, source.protocol.characteristics[result.variable]
    rows = source.rows("characteristics", result, name)
    wanted = result.level or ("yes" if entry.kind == "yes_no" else "")
    of = "number" if entry.kind == "number" else "level"
    if result.stat == "n_missing":
        counted = [row for row in rows if row[of] is None]
    elif result.stat == "n":
        counted = [row for row in rows if row["level"] == wanted]
    else:
        counted = [row for row in rows if row[of] is not None]
    columns = ("drug", "taken") if entry.source else (name, "birth_year") if name == "age" else (name,)
    scale = characteristic_scale(entry) if entry.kind == "number" else Fraction(1)
    patients = tuple(
        _valued(row, row["number"], scale, source.cells(row["record"], *columns))
        if of == "number"
        else Patient(row["centre"], row["code"], row["level"] or "missing", source.cells(row["record"], *columns))
        for row in counted
    )
    origin = "from the previous treatments" if entry.source else "from its column in the patients sheet"
    said = f"{label_of(entry, name)}, {origin}, among all patients included."
    others = tally_others(row["level"] or ("other value" if row[of] is not None else "missing") for row in rows if row not in counted)
    return Explanation(_about(source, result, said), ("own_characteristics", "previous_states", "characteristics", "tally_characteristics"), patients, others)


def terms(source: Source, result: Result) -> Explanation:
    """An event term or an at-least-one row: each patient's status and the record that decides."""
    name, group = result.variable, result.variable in ANY_LABELS
    if result.unit == "events" or (result.level and result.stat != "N" and result.level in _subterms(source, name)):
        return _events(source, result)
    if result.stat == "n_baseline_abnormal":
        rows = source.rows("baseline_abnormal", result, name)
        patients = tuple(_patient(source, row, "abnormal at baseline", row["record"], "date", "test", "value") for row in rows)
        return Explanation(_about(source, result, term_in_words(source.protocol, name)), ("laboratory_judged", "laboratory_before", "baseline_abnormal"), patients)
    rows = source.rows("groups" if group else "terms", result, name)
    counted = [row for row in rows if _has_status(row, result, source)]
    words = _any_in_words(source, name) if group else term_in_words(source.protocol, name)
    return Explanation(
        _about(source, result, words),
        (*TERM_STEPS, *(("member_answers", "group_status") if group else ()), "tally_terms"),
        tuple(_status(source, row) for row in counted),
        tally_others(row["status"].replace("_", " ") for row in rows if row not in counted),
    )


def _subterms(source: Source, name: str) -> tuple[str, ...]:
    terms = source.protocol.safety.terms
    return tuple(terms[name].subterms) if name in terms else ()


def _any_in_words(source: Source, name: str) -> str:
    return (
        f"{ANY_LABELS[name]}: yes if any of its terms is; no if all known ones are no and at least one is known. "
        f"Onset {period_in_words(source.protocol)}. Among {population_in_words(source.protocol, 'safety')}."
    )


def _has_status(row: Row, result: Result, source: Source) -> bool:
    if result.stat == "n_complete":
        return row["complete"] == 1
    if result.level and result.level not in _subterms(source, result.variable):
        return row["status"] == result.level
    return row["status"] in (("yes",) if result.stat == "n" else ("yes", "no"))


SOURCES = {"event": ("term", "onset"), "laboratory": ("date", "test", "value", "unit")}


def _status(source: Source, row: Row) -> Patient:
    term = row.get("member") or row.get("term") or ""
    variables = SOURCES.get(row["source"] or "", (term,))
    by = f" ({row['source']}{': ' + term if row.get('member') else ''})" if row["source"] else " (nothing recorded)"
    return _patient(source, row, row["status"].replace("_", " ") + by, row["record"], *variables)


def _events(source: Source, result: Result) -> Explanation:
    rows = source.rows("events", result, result.variable, result.variable)
    if result.unit == "events":
        counted = [row for row in rows if result.stat == "n" or row["undated"]]
        patients = tuple(_patient(source, row, row["subterm"] or row["term"], row["record"], "term", "onset") for row in counted)
    else:
        counted = [row for row in rows if row["subterm"] == result.level and row["status"] == "yes"]
        first = {(row["centre"], row["code"]): row for row in reversed(counted)}
        patients = tuple(_patient(source, row, row["subterm"], row["record"], "term", "onset") for _, row in sorted(first.items()))
    words = _any_in_words(source, result.variable) if result.variable in ANY_LABELS else term_in_words(source.protocol, result.variable)
    last = "tally_events" if result.unit == "events" else "tally_subterms"
    return Explanation(_about(source, result, words), ("safety_periods", "period_events", "term_status", last), patients)


def _patient(source: Source, row: Row, said: str, record: int | None, *variables: str) -> Patient:
    return Patient(row["centre"], row["code"], said, source.cells(record, *variables))


def stops(source: Source, result: Result) -> Explanation:
    """Who stopped, and why: patients or mentions of a reason."""
    rows = source.rows("stops", result)
    if result.level and result.stat == "n":
        counted = [row for row in rows if row["reason"] == result.level]
    elif result.unit == "mentions":
        counted = [row for row in rows if row["mentions"]]
    elif result.level or result.stat == "n":
        counted = [row for row in rows if row["stopped"]]
    else:
        counted = rows
    by_mention = result.unit == "mentions"
    seen = {(row["centre"], row["code"], row["reason"] if by_mention else ""): row for row in reversed(counted)}
    labels = stop_reasons(source.protocol) | DERIVED_REASONS
    patients = tuple(
        _patient(source, row, _stop(row, labels, by_mention), row["record"], "drug", "start", "stop", "stop_reasons") for _, row in sorted(seen.items())
    )
    said = "Stopped: the last day of the course that began on the index date; a change of dose is no stop, a switch to another group's drug is."
    others = tally_others("goes on" if not row["stopped"] else labels.get(row["reason"], row["reason"]).lower() for row in rows if row not in counted)
    return Explanation(_about(source, result, said), (*WHO_STEPS, "stop_mentions", "stops", "tally_stops", "tally_stop_reasons"), patients, others)


def _stop(row: Row, labels: dict[str, str], by_mention: bool) -> str:
    if not row["stopped"]:
        return "goes on"
    times = f", {row['mentions']} mentions" if by_mention and row["mentions"] != 1 else ""
    return labels.get(row["reason"], row["reason"]).lower() + times


def follow_up(source: Source, result: Result) -> Explanation:
    """From the index date to the last day anything was known."""
    scale, extra = Fraction(16, 487), source.protocol.day_one
    rows = source.rows("follow_up", result)
    said = "Follow-up: from the index date to the earliest of the data cut, death and the last day anything was known, in months of 30.4375 days."
    patients = tuple(
        Patient(
            row["centre"],
            row["code"],
            f"{row['days'] + extra} days, to {row['ended']}",
            (*source.cells(row["index_record"], "start"), *source.cells(row["record"], "date", "month", "week", "onset", "end", "stop", "last_contact")),
            (row["days"] + extra) * scale,
        )
        for row in rows
    )
    return Explanation(_about(source, result, said), ("dated_records", "last_days", "follow_up", "tally_follow_up"), patients)


def participants(source: Source, result: Result) -> Explanation:
    """A step of the participant flow."""
    if result.timepoint:
        rows = source.rows("windows", result, result.timepoint)
        counted = [row for row in rows if row["due"] and (result.variable == "due" or row["visited"])]
        said = f"{result.label}: {timepoint_in_words(source.protocol, result.timepoint)}, among {population_in_words(source.protocol, 'efficacy')}."
        return Explanation(
            _about(source, result, said), ("patient_windows", "window_visits", "visited", "tally_windows"),
            tuple(_patient(source, row, "seen" if row["visited"] else "due", row["record"] or row["index_record"], "date", "month", "week", "start") for row in counted),
            tally_others("not seen" if row["due"] else "not yet due" for row in rows if row not in counted),
        )  # fmt: skip
    rows = source.rows("subjects", result)
    counted = [row for row in rows if _STAGES[result.variable](row, result)]
    patients = tuple(
        _patient(source, row, _reason(source, row["reason"]), row["index_record"] or row["patient_record"] or row["any_record"], "drug", "daily_dose", "start", "arm")
        for row in counted
    )
    others = tally_others(_reason(source, row["reason"]) for row in rows if row not in counted)
    return Explanation(_about(source, result, f"{result.label}."), (*WHO_STEPS, "conditions", "leavings", "memberships", "subjects", "tally_subjects"), patients, others)


_STAGES: dict[str, Callable[[Row, Result], bool]] = {
    "screened": lambda row, result: row["screened"] == 1,
    "recorded": lambda row, result: True,
    "left": lambda row, result: row["reason"] == result.level,
    "included": lambda row, result: row["reason"] is None,
    "efficacy_set": lambda row, result: row["efficacy"] == 1,
    "safety_set": lambda row, result: row["safety"] == 1,
}


def _reason(source: Source, reason: str | None) -> str:
    if reason is None:
        return "included"
    if reason in BEFORE_ARM:
        return f"left: {BEFORE_ARM[reason]}"
    return f"left: not met or unknown: {label_of(source.protocol.population.include[reason], reason)}"


def baseline(source: Source, result: Result) -> Explanation:
    """A characteristic, or the baseline score of a measure."""
    return (scores if result.timepoint else characteristics)(source, result)


KINDS: dict[str, Callable[[Source, Result], Explanation]] = {
    "participants": participants,
    "baseline": baseline,
    "efficacy": efficacy,
    "safety": terms,
    "stops": stops,
    "follow_up": follow_up,
}

__all__ = ["KINDS", "SHARES", "SUMMARY"]
