"""The job written by hand in pandas: Parquet files in, a CSV file of the same numbers out."""

# ruff: noqa: E501
from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bench.tail import ANSWERED, REVIEWED, SAID, TESTS, write

KEY = ["centre", "patient"]
CUT, OPEN = pd.Timestamp("2023-06-30"), pd.Timestamp("2250-01-01")
HIGHEST = {"IGA": 4, "EASI": 720, "PNRS": 10, "DLQI": 30}
Frame = Any


def read(data: Path, name: str, *days: str) -> Frame:
    """A Parquet file with its days as such."""
    frame = pd.read_parquet(data / f"{name}.parquet")
    return frame.assign(**{day: pd.to_datetime(frame[day]) for day in days})


def lines_of(data: Path) -> Frame:
    """Treatment lines by course."""
    lines = read(data, "treatments", "start", "stop")
    lines = lines[(lines.start <= CUT) & (lines.stop.isna() | (lines.stop >= lines.start))]
    lines = lines.assign(stop=lines.stop.where(lines.stop <= CUT)).sort_values([*KEY, "drug", "start"])
    of_drug = [lines[name] for name in (*KEY, "drug")]
    reached = lines.stop.fillna(OPEN).groupby(of_drug).cummax().groupby(of_drug).shift(1)
    begins = ~((lines.start - reached).dt.days <= 1)
    return lines.assign(course=begins.astype("int64").groupby(of_drug).cumsum())


def courses_of(lines: Frame) -> Frame:
    """One row per course of a drug of the study, with the arms that its first day matches."""
    lines = lines[lines.drug.isin(["upadacitinib", "baricitinib"])]
    of_course = [*KEY, "drug", "course"]
    first = lines.start == lines.groupby(of_course).start.transform("min")
    arms = {"upa15": ("upadacitinib", 15), "upa30": ("upadacitinib", 30), "bari4": ("baricitinib", 4)}
    matched = {arm: (lines.drug == drug) & (lines.daily_dose == dose) & first for arm, (drug, dose) in arms.items()}
    lines = lines.assign(**matched, open=lines.stop.isna())
    found = lines.groupby(of_course, as_index=False).agg(
        start=("start", "min"), stop=("stop", "max"), open=("open", "any"), **{arm: (arm, "any") for arm in arms}
    )
    return found.assign(stop=found.stop.mask(found.open))


def subjects_of(data: Path, lines: Frame) -> Frame:
    """Everybody with the reason to leave, arm, stop and windows."""
    courses = courses_of(lines)
    index = courses[courses.start.between("2018-01-01", "2022-12-31") & (courses.upa15 | courses.upa30 | courses.bari4)]
    index = index[index.start == index.groupby(KEY).start.transform("min")]
    index = index.assign(matched=index.upa15.astype(int) + index.upa30 + index.bari4).groupby(KEY, as_index=False).agg(
        index_date=("start", "min"), drug=("drug", "min"), course=("course", "min"), stop=("stop", "min"), upa15=("upa15", "any"),
        upa30=("upa30", "any"), matched=("matched", "sum"),
    )  # fmt: skip
    index["arm"] = np.select([index.upa15, index.upa30], ["upa15", "upa30"], "bari4")
    other = courses.merge(index[[*KEY, "index_date", "drug"]].rename(columns={"drug": "of"}), on=KEY)
    later = other.start.where((other.drug != other.of) & (other.start > other.index_date))
    other = (
        other.assign(earlier=other.start < other.index_date, next_start=later)
        .groupby(KEY, as_index=False)
        .agg(earlier=("earlier", "any"), next_start=("next_start", "min"))
    )
    last = lines.assign(last_line=lines[["start", "stop"]].max(axis=1)).groupby(KEY, as_index=False).last_line.max()
    people = read(data, "patients", "death", "last_contact").groupby(KEY, as_index=False).agg(
        sex=("sex", "min"), birth_year=("birth_year", "min"), screened=("screened", "any"), death=("death", "min"), last_contact=("last_contact", "max")
    )  # fmt: skip
    found = people.merge(index, on=KEY, how="left").merge(other, on=KEY, how="left").merge(last, on=KEY, how="left")
    found["switched"] = found.stop.isna() & found.next_start.notna()
    found["stop"] = found.stop.fillna(found.next_start - pd.Timedelta(days=1))
    reasons = [found.index_date.isna(), found.matched > 1, found.earlier.eq(True)]
    found["reason"] = np.select(reasons, ["no_index", "two_arms", "prior_use"], "")
    for name, months in {"m3_from": 2, "m3_to": 4, "m6_from": 5, "m6_to": 7}.items():
        found[name] = shifted(found.index_date, months)
    return found


def shifted(days: Frame, months: int) -> Frame:
    """Some months later, the last day of a shorter month; once per distinct day."""
    return days.map({day: day + pd.DateOffset(months=months) for day in days.dropna().unique()})


def blood_of(data: Path, included: Frame) -> Frame:
    """Of each test whether it was beyond its limit after the index date (4 yes, 3 no, nothing if no value can be judged), and the last before."""
    blood = read(data, "laboratory", "date")
    blood = blood[blood.date <= CUT].assign(value=lambda frame: frame.value.astype("float64"))
    limits = pd.read_parquet(data / "laboratory_limits.parquet").rename(columns={"upper": "limit"}).astype({"limit": "float64"})
    blood = blood.merge(limits, on=["centre", "test", "unit"], how="left").merge(included[[*KEY, "index_date", "death"]], on=KEY)
    most = blood.upper.where(blood.test == "CPK").fillna(3 * blood.upper.where(blood.test == "ALAT")).fillna(blood.limit)
    least = blood.unit.map({"g/dL": 10.0, "g/L": 100.0}).where(blood.test == "haemoglobin")
    judged = 3.0 + ((blood.value > most) | (blood.value < least)).astype("float64").where(most.notna() | least.notna())
    before = blood.date.between(blood.index_date - pd.Timedelta(days=90), blood.index_date)
    after = (blood.date > blood.index_date) & ~(blood.date > blood.death)
    keyed = 10 * (blood.date - pd.Timestamp("2000-01-01")).dt.days + judged
    made = {"last_blood": blood.date}
    for name, test in TESTS.items():
        made |= {f"blood_{name}": judged.where(after & (blood.test == test)), f"{name}_before": keyed.where(before & (blood.test == test))}
    found = pd.DataFrame(made).groupby([blood.centre, blood.patient]).max().reset_index()
    return found.assign(**{f"{name}_before": found[f"{name}_before"] % 10 == 4 for name in TESTS})


def events_of(data: Path, outcomes: Frame) -> Frame:
    """What is known of each event: 4 yes, 3 no, 2 not asked, 1 unknown, 0 abnormal at baseline where that counts out."""
    review = pd.read_parquet(data / "event_review.parquet")
    review = review.assign(**{name: review[name].map(SAID) for name in REVIEWED})
    before = [f"{name}_before" for name in TESTS]
    events = outcomes[[*KEY, "arm", *before, *(f"blood_{name}" for name in TESTS)]].merge(review, on=KEY, how="left")
    for name in TESTS:
        answers = [f"blood_{name}", name] if name in REVIEWED else [f"blood_{name}"]
        events[name] = events[answers].max(axis=1).fillna(1)
    events = events.fillna({name: silence for name, silence in REVIEWED.items() if name not in TESTS})
    events[before] = events[before].eq(True)
    events["ldl"] = events.ldl.mask(events.ldl_before, 0)
    for kind, names in {"_clinical": [name for name in REVIEWED if name not in TESTS], "_biological": list(TESTS)}.items():
        events[f"any{kind}"], events[f"all{kind}"] = events[names].max(axis=1), events[names].min(axis=1) >= 3
    together = {"any": events[["any_clinical", "any_biological"]].max(axis=1), "all": events.all_clinical & events.all_biological}
    return events.assign(**together)


def outcomes_of(data: Path, included: Frame) -> Frame:
    """The worst score of each window and the last before, with what is known of each patient."""
    visits = read(data, "visits", "date")
    visits = visits[visits.date <= CUT].assign(EASI=lambda frame: (frame.EASI.astype("float64") * 10).round())
    seen = visits.merge(included[[*KEY, "index_date", "m3_from", "m3_to", "m6_from", "m6_to"]], on=KEY)
    inside = {at: seen.date.between(seen[f"{at}_from"], seen[f"{at}_to"]) for at in ("m3", "m6")}
    before = seen.date.between(seen.index_date - pd.Timedelta(days=90), seen.index_date)
    day = 10_000 * (seen.date - pd.Timestamp("2000-01-01")).dt.days
    made = {"last_visit": seen.date, "m3_seen": inside["m3"], "m6_seen": inside["m6"]}
    for name, high in HIGHEST.items():
        score, right = seen[name], seen[name] <= high
        made |= {f"{at}_{name}": score.where(mask & right) for at, mask in inside.items()}
        made |= {f"{at}_{name}_aside": mask & (score > high) for at, mask in inside.items()}
        made[f"m0_{name}"] = (day + score).where(before & right)
    best = pd.DataFrame(made).groupby([seen.centre, seen.patient]).max().reset_index()
    found = included.merge(best, on=KEY, how="left").merge(blood_of(data, included), on=KEY, how="left")
    for name in HIGHEST:
        found[f"m0_{name}"] %= 10_000
    for name in [column for column in found if column.endswith(("_seen", "_aside"))]:
        found[name] = found[name].eq(True)
    known = pd.concat([found.last_contact, found.last_visit, found.last_blood, found.last_line, found.index_date], axis=1).max(axis=1)
    ended = pd.concat([known, found.death], axis=1).min(axis=1).clip(upper=CUT)
    found["days"] = (pd.concat([ended, found.index_date], axis=1).max(axis=1) - found.index_date).dt.days
    for at in ("m3", "m6"):
        to = found[f"{at}_to"]
        found[f"{at}_due"], found[f"{at}_stopped"], found[f"{at}_dead"] = to <= CUT, found.stop <= to, found.death <= to
    return found


def counted(frame: Frame, *by: str) -> Iterator[tuple[Any, ...]]:
    """Patients by some columns, in plain values."""
    for key, n in frame.groupby(list(by), dropna=False).size().items():
        yield *(plain(part) for part in (key if isinstance(key, tuple) else (key,))), n


def plain(part: Any) -> Any:
    """None for nothing, a whole number for a float that is one."""
    return None if pd.isna(part) else int(part) if isinstance(part, float) else part


def mentions(outcomes: Frame, lines: Frame) -> Iterator[tuple[Any, ...]]:
    """Reasons of stops, in patients and in mentions."""
    of_stop = [*KEY, "drug", "course", "stop"]
    stopped = outcomes.loc[outcomes.stop.notna(), [*of_stop, "arm", "switched"]]
    said = lines.loc[lines.stop.notna() & lines.stop_reasons.notna(), [*of_stop, "stop_reasons"]]
    said = (
        said.assign(reason=said.stop_reasons.str.split("; "))
        .explode("reason")
        .groupby([*of_stop, "reason"])
        .size()
        .rename("said")
        .reset_index()
    )
    found = stopped.merge(said, on=of_stop, how="left")
    found["reason"] = found.reason.str.replace(" ", "_").fillna("not_recorded").mask(found.switched, "switch")
    found["said"] = found.said.fillna(0).mask(found.switched, 0).astype(int)
    yield from ((*key, *row) for key, *row in found.groupby(["arm", "reason"]).said.agg(["size", "sum"]).itertuples())


def run_by_hand(data: Path, out: Path) -> None:
    """Every number, from the files of a data folder."""
    lines = lines_of(data)
    subjects = subjects_of(data, lines)
    outcomes = outcomes_of(data, subjects[subjects.reason == ""])
    outcomes = outcomes.assign(has=outcomes.stop.notna(), age=outcomes.index_date.dt.year - outcomes.birth_year)
    events = events_of(data, outcomes)
    flags = ("due", "stopped", "dead", "seen")
    pairs = [(name, at) for name in HIGHEST for at in ("m3", "m6")]
    tallies = {
        "alike": [
            (name, at.upper(), *row)
            for name, at in pairs
            for row in counted(outcomes, "arm", f"m0_{name}", f"{at}_{name}", *(f"{at}_{flag}" for flag in flags), f"{at}_{name}_aside")
        ],
        "baseline": [(name, *row) for name in HIGHEST for row in counted(outcomes[outcomes[f"m0_{name}"].notna()], "arm", f"m0_{name}")],
        "mentions": mentions(outcomes, lines), "sexes": counted(outcomes, "arm", "sex"), "days": counted(outcomes, "arm", "days"),
        "ages": counted(outcomes[outcomes.birth_year.notna()], "arm", "age"), "stopped": counted(outcomes, "arm", "has"),
        "flow": counted(subjects, "reason", "screened"),
        "answers": [(name, *row) for name in ANSWERED for row in counted(events, "arm", name)],
        "complete": [(f"any{kind}", *row) for kind in ("", "_clinical", "_biological") for row in counted(events[events[f"all{kind}"]], "arm")],
        "abnormal": [(name, *row) for name in TESTS for row in counted(events[events[f"{name}_before"]], "arm")],
    }  # fmt: skip
    write(tallies, out)


if __name__ == "__main__":
    run_by_hand(Path(sys.argv[1]), Path(sys.argv[2]))
