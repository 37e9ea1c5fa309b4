"""From counted patients to the numbers of results.csv: the short end that the jobs in Polars and pandas share, in plain Python."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate
from math import sqrt
from pathlib import Path
from typing import Any

Row = tuple[str, str, str, str, str, str, str, float]
Tallies = dict[str, Iterable[tuple[Any, ...]]]
"""alike: measure, timepoint, arm, before, after, due, stopped, dead, seen, aside, patients (scores in tenths for EASI, else whole) ·
sexes, ages, days, stopped: arm, value, patients · mentions: arm, reason, patients, mentions · baseline: measure, arm, value, patients ·
flow: reason to leave, screened, patients · answers: event, arm, 4 yes 3 no 2 not asked 1 unknown 0 left out, patients ·
complete: at-least-one row, arm, patients of whom every event is known · abnormal: event, arm, patients abnormal at baseline."""
COLUMNS = ("analysis", "variable", "level", "timepoint", "arm", "unit", "stat", "value")
RESPONSES = {
    # endpoint: measure, who is not evaluable is a non-responder, eligible from, rule
    "iga_response": ("IGA", False, None, lambda b, v: True if v is not None and v <= 1 else fallen(b, v, 2)),
    "iga_response_nri": ("IGA", True, None, lambda b, v: True if v is not None and v <= 1 else fallen(b, v, 2)),
    "easi75": ("EASI", False, None, lambda b, v: 4 * (b - v) >= 3 * b if b and v is not None else None),
    "easi75_nri": ("EASI", True, None, lambda b, v: 4 * (b - v) >= 3 * b if b and v is not None else None),
    "pnrs_4pt": ("PNRS", False, 4, lambda b, v: fallen(b, v, 4)),
    "dlqi_4pt_nri": ("DLQI", True, 4, lambda b, v: fallen(b, v, 4)),
    "pnrs_change": ("PNRS", None, None, lambda b, v: None if b is None or v is None else True),
    "dlqi_change": ("DLQI", None, None, lambda b, v: None if b is None or v is None else True),
}
REVIEWED = {"acne": 1, "headache": 1, "herpes": 1, "infection": 1, "thromboembolism": 3, "cpk": 1}
"""Event that a review asks about -> what silence means."""
TESTS = {"cpk": "CPK", "alat": "ALAT", "ldl": "LDL", "anaemia": "haemoglobin"}
"""Event that is read from a test -> its name."""
ANY = ("any", "any_clinical", "any_biological")
ANSWERED = (*dict.fromkeys((*REVIEWED, *TESTS)), *ANY)
SAID = {"yes": 4, "no": 3, "not asked": 2, "unknown": 1}
UNSURE = {2: "not_done", 1: "unknown", 0: "excluded"}
NOT_COUNTED = ("not_due", "eligibility_unknown", "not_eligible")
Z = 1.959963984540054


def fallen(before: Any, after: Any, least: int) -> bool | None:
    """Whether a score has fallen by so much; unknown where one of the two is."""
    return None if before is None or after is None else before - after >= least


def state(before: Any, after: Any, met: Any, least: int | None, due: bool, stopped: bool, dead: bool, seen: bool, aside: bool) -> str:
    """The first state that applies."""
    if not due:
        return "not_due"
    if least is not None and (before is None or before < least):
        return "eligibility_unknown" if before is None else "not_eligible"
    if met is not None:
        return "evaluable"
    if after is not None:
        return "no_baseline" if before is None else "baseline_zero"
    return "dead" if dead else "stopped" if stopped else "no_visit" if not seen else "set_aside" if aside else "not_done"


def everyone(rows: Iterable[tuple[Any, ...]], arm: int) -> Iterator[tuple[Any, ...]]:
    """Each row for its arm and for all."""
    for row in rows:
        yield row
        yield (*row[:arm], "all", *row[arm + 1 :])


def efficacy(alike: Iterable[tuple[Any, ...]]) -> Iterator[Row]:
    """Every endpoint at every timepoint: N, n, %, interval, states, who was imputed; the numbers of changes."""
    totals, parts, states, imputed, changes = Counter(), Counter(), Counter(), Counter(), Counter()
    for measure, at, arm, before, after, due, stopped, dead, seen, aside, n in everyone(alike, 2):
        for name, (of, nri, least, rule) in RESPONSES.items():
            if of != measure:
                continue
            met, key = rule(before, after), (name, at, arm)
            why = state(before, after, met, least, due, stopped, dead, seen, aside)
            states[*key, why] += n
            filled = bool(nri) and why not in ("evaluable", "baseline_zero", *NOT_COUNTED)
            if nri is None:
                if why == "evaluable":
                    changes[*key, after - before] += n
                continue
            totals[key] += n if filled or why == "evaluable" else 0
            parts[key] += n if why == "evaluable" and met else 0
            imputed[*key, "n_imputed_stop" if after is None and stopped else "n_imputed_missing"] += n if filled else 0
    for (name, at, arm), total in totals.items():
        yield from share("efficacy", name, "", at, arm, total, parts[name, at, arm], True)
        for why in ("n_imputed_stop", "n_imputed_missing"):
            yield "efficacy", name, "", at, arm, "patients", why, imputed[name, at, arm, why]
    for (name, at, arm, why), n in states.items():
        yield "efficacy", name, why, at, arm, "patients", "n", n
    yield from summaries("efficacy", changes)


def share(
    analysis: str, variable: str, level: str, at: str, arm: str, total: int, part: int, interval: bool, unit: str = "patients"
) -> Iterator[Row]:
    """N, n, %, and Wilson's interval where it is asked for."""
    key = (analysis, variable, level, at, arm, unit)
    yield from ((*key, "N", total), (*key, "n", part))
    if total:
        yield *key, "percent", 100 * part / total
    for side, z in (("conf_low", -Z), ("conf_high", Z)) if interval and total else ():
        yield *key, side, 100 * (part + Z * Z / 2 + z * sqrt(part * (total - part) / total + Z * Z / 4)) / (total + Z * Z)


def summaries(analysis: str, tally: Counter[Any], scale: float = 1) -> Iterator[Row]:
    """N, mean, SD, smallest, largest, median and quartiles as SAS has them, of (variable, timepoint, arm, value) -> patients."""
    groups: dict[tuple[str, str, str], dict[float, int]] = {}
    for (*key, value), n in tally.items():
        if n:
            groups.setdefault(tuple(key), {})[value / scale] = n
    for (variable, at, arm), values in groups.items():
        for stat, value in numbers(values):
            yield analysis, variable, "", at, arm, "patients" if stat == "N" else "", stat, value


def numbers(values: dict[float, int]) -> Iterator[tuple[str, float]]:
    """Each statistic of value -> patients."""
    order, total = sorted(values), sum(values.values())
    reached = list(accumulate(values[value] for value in order))
    mean = sum(value * n for value, n in values.items()) / total
    yield from (("N", total), ("mean", mean), ("min", order[0]), ("max", order[-1]))
    yield "sd", sqrt(sum(n * (value - mean) ** 2 for value, n in values.items()) / (total - 1))
    for stat, quarters in (("q1", 1), ("median", 2), ("q3", 3)):
        low = next(value for value, at in zip(order, reached, strict=True) if 4 * at >= quarters * total)
        high = next(value for value, at in zip(order, reached, strict=True) if 4 * at > quarters * total)
        yield stat, (low + high) / 2


def patients(tallies: Tallies) -> Iterator[Row]:
    """The participant flow, sex, stops and their reasons, and the numbers at baseline and of follow-up."""
    everybody = Counter()
    for arm, _, n in everyone(tallies["stopped"], 0):
        everybody[arm] += n
    flow = list(tallies["flow"])
    yield "participants", "screened", "", "", "all", "patients", "n", sum(n for _, screened, n in flow if screened)
    yield "participants", "recorded", "", "", "all", "patients", "n", sum(n for *_, n in flow)
    for reason in ("no_index", "two_arms", "prior_use"):
        yield "participants", "left", reason, "", "all", "patients", "n", sum(n for why, _, n in flow if why == reason)
    for arm, n in everybody.items():
        yield from (("participants", each, "", "", arm, "patients", "n", n) for each in ("included", "efficacy_set", "safety_set"))
    yield from stops(tallies, everybody)
    sexes = Counter()
    for arm, sex, n in everyone(tallies["sexes"], 0):
        sexes[arm, sex] += n
    for (arm, sex), n in sexes.items():
        known = everybody[arm] - sexes[arm, None]
        yield from share("baseline", "sex", sex, "", arm, known, n, False) if sex else ()
    yield from (("baseline", "sex", "", "", arm, "patients", "n_missing", sexes[arm, None]) for arm in everybody)
    for variable, at, rows, scale in _numeric(tallies):
        tally = Counter()
        for arm, value, n in everyone(rows, 0):
            tally[variable, at, arm, value] += n
        analysis = "follow_up" if variable == "follow_up" else "baseline"
        yield from summaries(analysis, tally, scale)
        for arm in everybody if analysis == "baseline" else ():
            known = sum(n for key, n in tally.items() if key[2] == arm)
            yield "baseline", variable, "", at, arm, "patients", "n_missing", everybody[arm] - known


def _numeric(tallies: Tallies) -> Iterator[tuple[str, str, list[tuple[Any, ...]], float]]:
    yield "age", "", list(tallies["ages"]), 1
    yield "follow_up", "", list(tallies["days"]), 30.4375
    scores = list(tallies["baseline"])
    for measure in ("IGA", "EASI", "PNRS", "DLQI"):
        yield measure, "baseline", [row[1:] for row in scores if row[0] == measure], 10 if measure == "EASI" else 1


def stops(tallies: Tallies, everybody: Counter[str]) -> Iterator[Row]:
    """Who stopped, and each reason in patients and in mentions."""
    stopped, people, mentions = Counter(), Counter(), Counter()
    for arm, has, n in everyone(tallies["stopped"], 0):
        stopped[arm] += n if has else 0
    for arm, reason, n, said in everyone(tallies["mentions"], 0):
        people[arm, reason] += n
        mentions[arm, reason] += said
    for arm, total in everybody.items():
        yield from share("stops", "stops", "", "", arm, total, stopped[arm], True)
    for (arm, reason), n in people.items():
        yield from share("stops", "stops", reason, "", arm, stopped[arm], n, False)
    for (arm, reason), n in mentions.items():
        total = sum(other for (of, _), other in mentions.items() if of == arm)
        yield from share("stops", "stops", reason, "", arm, total, n, False, "mentions") if n else ()


def events(tallies: Tallies) -> Iterator[Row]:
    """Each event and at-least-one row: N, n, %, interval, who is not known; whose every event is known; who was abnormal before."""
    answers: dict[tuple[str, str], Counter[int]] = {}
    for term, arm, answer, n in everyone(tallies["answers"], 1):
        answers.setdefault((term, arm), Counter())[answer] += n
    for (term, arm), counts in answers.items():
        yield from share("safety", term, "", "", arm, counts[3] + counts[4], counts[4], True)
        levels = [(level, counts[answer]) for answer, level in UNSURE.items() if answer in counts]
        yield from (("safety", term, level, "", arm, "patients", "n", n) for level, n in levels)
    for stat, name, terms in (("n_complete", "complete", ANY), ("n_baseline_abnormal", "abnormal", TESTS)):
        sums = Counter()
        for term, arm, n in everyone(tallies[name], 1):
            sums[term, arm] += n
        yield from (("safety", term, "", "", arm, "patients", stat, sums[term, arm]) for term, arm in answers if term in terms)


def windows(alike: Iterable[tuple[Any, ...]]) -> Iterator[Row]:
    """Who was due at each timepoint, and seen."""
    due, seen = Counter(), Counter()
    for measure, at, arm, *_, is_due, _stopped, _dead, was_seen, _aside, n in everyone(alike, 2):
        if measure == "IGA":
            due[at, arm] += n if is_due else 0
            seen[at, arm] += n if is_due and was_seen else 0
    for (at, arm), n in due.items():
        yield "participants", "due", "", at, arm, "patients", "n", n
        yield "participants", "seen", "", at, arm, "patients", "n", seen[at, arm]


def write(tallies: Tallies, out: Path) -> None:
    """Every number as a CSV file."""
    tallies = {name: list(rows) for name, rows in tallies.items()}
    alike = tallies["alike"]
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([*efficacy(alike), *patients(tallies), *events(tallies), *windows(alike)])
