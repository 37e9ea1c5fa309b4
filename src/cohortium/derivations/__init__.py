"""The derivations: fixed SQL steps in their order. No SQL is made from a protocol."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

STEPS = (
    # who is in: courses, index date, arm
    "study", "keys", "repeated_patients", "patients", "treatments", "several_lines", "treatment_ends", "parted_lines", "course_lines",
    "courses", "first_doses", "rivals", "index_choices", "index_days", "other_courses", "enrolled",
    # scores: events that end their use, windows, days, picks
    "dose_steps", "event_days", "cut_days", "window_spans", "patient_windows", "event_marks", "visits", "scores",
    "visit_spans", "repeated_days", "repeated_scores", "day_conflicts", "repeated_choices", "day_scores",
    "window_days", "window_keys", "window_scores", "slot_scores", "faulty_scores", "set_aside",
    # characteristics, conditions, sets
    "own_characteristics", "ages", "previous_states", "previous_drugs", "previous_counts", "characteristics",
    "dose_changes", "facts", "conditions", "leavings", "memberships", "subjects", "groups", "members",
    # endpoints
    "followed", "profiles", "window_pairs", "pairs", "situations", "judged", "states", "responses",
    # follow-up and events
    "limit_sides", "limits_by_sex", "limit_spans", "laboratory_periods", "laboratory", "laboratory_judged", "laboratory_sums",
    "events", "other_days", "dated_records", "last_days", "follow_up", "safety_periods", "baseline_abnormal",
    "counted_events", "period_events", "line_answers", "laboratory_answers", "reviews", "term_sources",
    "answer_patterns", "contradictions", "patterns", "term_status", "group_patterns", "group_marks",
    "group_counts", "group_answers", "group_status", "symptoms", "stop_mentions", "stops",
    # time on treatment
    "treatment_times",
)  # fmt: skip
TALLIES = (
    "tally_screening", "tally_subjects", "tally_windows", "tally_characteristics", "tally_baseline_scores",
    "tally_responses", "tally_changes", "tally_events_before", "tally_variants", "tally_patients", "tally_covariates",
    "tally_terms", "tally_subterms", "tally_symptoms", "tally_events", "tally_baseline_abnormal",
    "tally_stops", "tally_stop_reasons", "tally_follow_up",
)  # fmt: skip
ASKED = {
    "survival": ("tally_times",),
    "incidence": ("dated_events", "known_statuses", "risk_times", "tally_risk"),
    "comparisons": ("answers", "tally_answers"),
    "severity": ("tally_severity",),
    "ctcae": ("ctcae_values", "ctcae_baselines", "ctcae_answers", "ctcae_grades", "ctcae_patients", "tally_ctcae"),
}
"""What only some studies ask for -> the steps that run for it."""
LINES = ("searched", "found", "chosen", "outcomes", "term_answers", "known_answers", "term_records", "member_answers")
"""The lines behind scores and events: no tally asks for them, only what is written or explained patient by patient."""
TRACKING = ("received_patients", "received_rows", "expected_scores")
EVERY = (*STEPS, *TALLIES, *(name for names in ASKED.values() for name in names), *LINES)
"""Every step there is, in the order of running."""
DATASETS = ("subjects", "exposure", "outcomes", "events", "times", "records", "columns")


@dataclass(frozen=True)
class Step:
    """One SELECT: what its rows are, which columns they have, whether it is kept (read more than once, or explained).

    `order` is of a dataset: the columns by which its rows are written. `until`: the last step that reads the rows, where nothing else does.
    """

    name: str
    why: str
    grain: str
    columns: tuple[str, ...]
    kept: bool
    sql: str
    order: str = ""
    until: str = ""

    @property
    def ordered(self) -> str:
        """The SELECT of a dataset with its rows in their order."""
        return f"SELECT * FROM ({self.sql}) AS rows ORDER BY {self.order}"


@cache
def step(name: str, package: str = "cohortium.derivations", folder: str = "steps") -> Step:
    """The step of that name, as its file says it."""
    return read_step(name, resources.files(package).joinpath(folder, f"{name}.sql").read_text("utf-8"))


def read_step(name: str, text: str) -> Step:
    """A step from its text: comment lines that say why, `grain:`, `columns:`, `order:`, `kept` or `kept until:`, then the SELECT."""
    comments = [line.removeprefix("--").strip() for line in text.splitlines() if line.startswith("--")]
    sql = "\n".join(line for line in text.splitlines() if not line.startswith("--")).strip()
    grain, columns, order, until = (_said(comments, word) for word in ("grain:", "columns:", "order:", "kept until:"))
    why = " ".join(line for line in comments if line != "kept" and not re.match("grain:|columns:|order:|kept until:", line))
    kept = "kept" in comments or bool(until)
    return Step(name, why, grain, tuple(part.strip() for part in columns.split(",")), kept, sql, order, until)


def _said(comments: list[str], word: str) -> str:
    return next((line.removeprefix(word).strip() for line in comments if line.startswith(word)), "")


def steps() -> tuple[Step, ...]:
    """Every step, in order: the derivations, the tallies, what only some ask for, the lines behind the scores."""
    return tuple(step(name) for name in EVERY)


def counting(asked: Iterable[str] = ()) -> tuple[Step, ...]:
    """The steps that results need, with those of the analyses that a study asks for."""
    return tuple(step(name) for name in (*STEPS, *TALLIES, *(name for each in asked for name in ASKED.get(each, ()))))


def checking() -> tuple[Step, ...]:
    """The steps that the checks of records need."""
    return tuple(step(name) for name in STEPS)


def lines() -> tuple[Step, ...]:
    """The steps that lead from what is counted of patients to their lines."""
    return tuple(step(name) for name in LINES)


def trace(name: str) -> Step:
    """The query that leads from a result of some kind back to its patients and records."""
    return step(name, folder="traces")


def tracking() -> tuple[Step, ...]:
    """What has come in, by centre."""
    return tuple(step(name, folder="tracking") for name in TRACKING)


def datasets() -> tuple[Step, ...]:
    """What is kept of a run, patient by patient."""
    return tuple(step(name, folder="datasets") for name in DATASETS)


def checks() -> tuple[Step, ...]:
    """The checks of records, in the order of their names."""
    folder = resources.files("cohortium.conformance").joinpath("steps")
    names = sorted(entry.name.removesuffix(".sql") for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return tuple(step(name, "cohortium.conformance") for name in names)
