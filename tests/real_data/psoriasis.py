"""The recount of the psoriasis study, straight from the wide sheet as published."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from openpyxl import load_workbook

from .numbers import ALL, Ledger, Rows

ARMS = {
    "ACTIVE TREATMENT DOSE 01": "dose_1",
    "ACTIVE TREATMENT DOSE 02": "dose_2",
    "COMPARATOR TREATMENT": "comparator",
}
TIMEPOINTS = {"W16": "WEEK16", "W52": "WEEK52"}
LAST_WEEK = 52
THRESHOLDS = (50, 75, 90, 100)
STATES = (
    "not_due", "eligibility_unknown", "not_eligible", "evaluable", "no_baseline", "baseline_zero",
    "dead", "stopped", "no_visit", "set_aside", "not_done",
)  # fmt: skip


@dataclass(frozen=True)
class Patient:
    """A row of the sheet: its arm, and a score per heading, None where the sheet says NA."""

    name: str
    arm: str
    scores: dict[str, Fraction | None]

    def change(self, heading: str) -> Fraction | None:
        """Score minus baseline, where both are known."""
        value, baseline = self.scores[heading], self.scores["BASELINE"]
        return None if value is None or baseline is None else value - baseline

    def improves(self, heading: str, percent: int) -> bool:
        """100 x (baseline - value) / baseline at least so many percent, without dividing."""
        value, baseline = self.scores[heading], self.scores["BASELINE"]
        return value is not None and baseline is not None and 100 * (baseline - value) >= percent * baseline


def score(cell: object) -> Fraction | None:
    """A number of the sheet as the decimal that is written there."""
    return None if cell == "NA" else Fraction(str(cell))


def patients_of(source: Path) -> list[Patient]:
    """Everybody in the sheet."""
    first, *rest = load_workbook(source).worksheets[0].iter_rows(values_only=True)
    found = []
    for row in rest:
        cells = dict(zip(first, row, strict=True))
        scores = {str(name): score(cell) for name, cell in cells.items() if name not in ("USUBJID", "TRT")}
        found.append(Patient(str(cells["USUBJID"]), ARMS[str(cells["TRT"])], scores))
    return found


def count(source: Path, built_in_reasons: tuple[str, ...]) -> Rows:
    """Every number of results.csv."""
    everybody, ledger = patients_of(source), Ledger()
    put_flow(ledger, everybody)
    for arm in (ALL, *ARMS.values()):
        group = [patient for patient in everybody if arm in (ALL, patient.arm)]
        put_arm(ledger, arm, group, built_in_reasons)
    return ledger.rows


def put_flow(ledger: Ledger, everybody: list[Patient]) -> None:
    """Nobody says who was screened; nobody leaves."""
    ledger.put("participants", "screened", "n", "", arm=ALL, unit="patients")
    ledger.put("participants", "recorded", "n", len(everybody), arm=ALL, unit="patients")
    for way in ("no_index", "two_arms", "prior_use"):
        ledger.put("participants", "left", "n", 0, level=way, arm=ALL, unit="patients")


def put_arm(ledger: Ledger, arm: str, group: list[Patient], reasons: tuple[str, ...]) -> None:
    """The numbers of one arm, or of all patients."""
    for variable in ("included", "efficacy_set", "safety_set"):
        ledger.put("participants", variable, "n", len(group), arm=arm, unit="patients")
    baseline = [value for patient in group if (value := patient.scores["BASELINE"]) is not None]
    ledger.spread("baseline", "PASI", baseline, timepoint="baseline", arm=arm)
    missing = len(group) - len(baseline)
    ledger.put("baseline", "PASI", "n_missing", missing, timepoint="baseline", arm=arm, unit="patients")
    ledger.spread("follow_up", "follow_up", [Fraction(LAST_WEEK * 7) / Fraction("30.4375")] * len(group), arm=arm)
    put_stops(ledger, arm, len(group), reasons)
    put_safety(ledger, arm)
    for timepoint, heading in TIMEPOINTS.items():
        # The sheet has a cell for every planned visit, so every visit counts as made.
        for variable in ("due", "seen"):
            ledger.put("participants", variable, "n", len(group), timepoint=timepoint, arm=arm, unit="patients")
        put_efficacy(ledger, arm, group, timepoint, heading)


def put_stops(ledger: Ledger, arm: str, patients: int, reasons: tuple[str, ...]) -> None:
    """Without dates nobody stops; the reasons of the built-in list all stand at 0."""
    ledger.share("stops", "stops", 0, patients, arm=arm)
    for reason in (*reasons, "switch", "not_recorded"):
        ledger.share("stops", "stops", 0, 0, interval=False, level=reason, arm=arm)
    for reason in reasons:
        ledger.share("stops", "stops", 0, 0, interval=False, level=reason, arm=arm, unit="mentions")


def put_safety(ledger: Ledger, arm: str) -> None:
    """No event is looked for, so nobody has a known answer: at-least-one rows of N = 0."""
    for row in ("any", "any_clinical", "any_biological"):
        ledger.share("safety", row, 0, 0, arm=arm)
        for level in ("not_done", "unknown"):
            ledger.put("safety", row, "n", 0, level=level, arm=arm, unit="patients")
        ledger.put("safety", row, "n_complete", 0, arm=arm, unit="patients")
        for stat in ("n", "n_undated"):
            ledger.put("safety", row, stat, 0, arm=arm, unit="events")


def put_efficacy(ledger: Ledger, arm: str, group: list[Patient], timepoint: str, heading: str) -> None:
    """Changes, and each response as observed and with missing scores as no response."""
    changes = [change for patient in group if (change := patient.change(heading)) is not None]
    ledger.spread("efficacy", "pasi_change", changes, timepoint=timepoint, arm=arm)
    unseen = len(group) - len(changes)
    put_states(ledger, "pasi_change", arm, timepoint, len(changes), unseen)
    for percent in THRESHOLDS:
        n = sum(patient.improves(heading, percent) for patient in group)
        for variable, of in ((f"pasi{percent}", len(changes)), (f"pasi{percent}_nri", len(group))):
            ledger.share("efficacy", variable, n, of, timepoint=timepoint, arm=arm)
            place = {"timepoint": timepoint, "arm": arm, "unit": "patients"}
            ledger.put("efficacy", variable, "n_imputed_stop", 0, **place)
            ledger.put("efficacy", variable, "n_imputed_missing", of - len(changes), **place)
            put_states(ledger, variable, arm, timepoint, len(changes), unseen)


def put_states(ledger: Ledger, variable: str, arm: str, timepoint: str, evaluable: int, not_done: int) -> None:
    """Who has a score is evaluable, who has none was not measured at a planned visit."""
    held = {"evaluable": evaluable, "not_done": not_done}
    for state in STATES:
        ledger.put("efficacy", variable, "n", held.get(state, 0), level=state, timepoint=timepoint, arm=arm, unit="patients")
