"""What every model with one row per patient is made of: patients, their outcome, their treatment group, their covariates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Generic, TypeVar

from cohortium.estimates.cells import Estimation
from cohortium.language import marked, tr
from cohortium.protocol.adjustment import BASELINE, Adjustment, Weighting
from cohortium.protocol.model import label_of
from cohortium.protocol.slots import levels_of
from cohortium.protocol.tables import characteristic_scale
from cohortium.statistics import UndefinedStatistic

Asked = TypeVar("Asked", Adjustment, Weighting)
YES = marked("yes")
NO_PATIENTS = marked("a model needs a row per patient, which the tallies of centres do not hold")
Known = dict[str, tuple[Any, Any]]
"""Characteristic -> its number and its level in one patient; absent where it is not known."""


@dataclass(frozen=True)
class Term:
    """A column of a design: its name, its words, its value in a patient; `of` is the characteristic that it is a level of."""

    name: str
    words: str
    value: Callable[[dict[str, Any], Known], Fraction | int | None]
    of: str = ""


@dataclass(frozen=True)
class Patient:
    """One patient of a model; an outcome or a covariate is None where it is not known."""

    outcome: Any
    arm: str
    covariates: tuple[Any, ...]
    centre: str
    auxiliary: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Design(Generic[Asked]):
    """The patients and covariates of one model."""

    estimation: Estimation
    endpoint: str
    asked: Asked

    @property
    def at(self) -> str:
        return self.asked.at or self.estimation.protocol.endpoints[self.endpoint].at[0]

    @property
    def quantity(self) -> str:
        return self.estimation.protocol.endpoints[self.endpoint].quantity

    @property
    def scale(self) -> Fraction:
        """One step of the endpoint's score."""
        return self.estimation.measures[self.estimation.protocol.endpoints[self.endpoint].measure].scale

    @property
    def pooled(self) -> bool:
        """Whether there are counts of centres only, and no patients."""
        return "tally_patients" not in self.estimation.tallies

    @cached_property
    def arms(self) -> list[str]:
        """The treatment groups of which everything is known of a patient, in the order of the protocol; all of them, pooled."""
        present = self.asked.arms or self.estimation.protocol.arms if self.pooled else {patient.arm for patient in self.patients}
        return [arm for arm in self.estimation.protocol.arms if arm in present]

    @cached_property
    def covariates(self) -> list[Term]:
        return [term for name in self.asked.covariates for term in self._of(name)]

    @cached_property
    def auxiliaries(self) -> list[Term]:
        """What tells of what is missing without being in the model."""
        return [term for name in getattr(self.asked, "auxiliary", ()) for term in self._of(name)]

    def _of(self, name: str) -> list[Term]:
        if name == BASELINE:
            words = tr("Score before treatment, by point")
            return [Term(name, words, lambda row, _: None if row["baseline"] is None else row["baseline"] * self.scale)]
        entry = self.estimation.protocol.characteristics[name]
        if entry.kind == "number":
            scale = characteristic_scale(entry)
            return [Term(name, label_of(entry, name), lambda _, known: known[name][0] * scale if name in known else None)]
        levels = levels_of(self.estimation.protocol, name)
        shown = ["yes"] if entry.kind == "yes_no" else list(levels)[1:]
        return [Term(f"{name} {level}", self.level_words(name, level), _is(name, level, levels), name) for level in shown]

    def level_words(self, name: str, level: str) -> str:
        """`Sex: Women`."""
        words = levels_of(self.estimation.protocol, name)[level]
        return tr("{label}: {text}", label=label_of(self.estimation.protocol.characteristics[name], name), text=words or tr(YES))

    @cached_property
    def everyone(self) -> list[Patient]:
        """Patients who are due, whatever is known of them; UndefinedStatistic where only counts have come."""
        if self.pooled:
            raise UndefinedStatistic(NO_PATIENTS)
        known: dict[int, Known] = {}
        for row in self.estimation.tallies["tally_covariates"]:
            known.setdefault(row["patient"], {})[row["variable"]] = (row["number"], row["level"])
        of = [(row, known.get(row["patient"], {})) for row in self._rows]
        terms = (self.covariates, self.auxiliaries)
        values = [[tuple(term.value(row, mine) for term in each) for each in terms] for row, mine in of]
        return [
            Patient(self._outcome(row), row["arm"], covariates, row["centre"], auxiliary)
            for (row, _), (covariates, auxiliary) in zip(of, values, strict=True)
        ]

    @cached_property
    def patients(self) -> list[Patient]:
        """Those of whom everything is known."""
        return [patient for patient in self.everyone if patient.outcome is not None and None not in patient.covariates]

    @cached_property
    def due(self) -> list[Patient]:
        """Everyone of these groups: of a group without any outcome nothing could be imputed but a guess."""
        return [patient for patient in self.everyone if patient.arm in self.arms]

    @property
    def left_out(self) -> int:
        """How many patients have an outcome but lack a covariate."""
        return sum(patient.outcome is not None for patient in self.everyone) - len(self.patients)

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:
        tally = self.estimation.tallies["tally_patients"].where(endpoint=self.endpoint, timepoint=self.at)
        wanted = self.asked.arms or self.estimation.protocol.arms
        return [row for row in tally if row["arm"] in wanted]

    def _outcome(self, row: dict[str, Any]) -> Any:
        if self.quantity == "responder":
            return None if row["responder"] is None else int(row["responder"])
        if row["value"] is None or self.quantity == "change" and row["baseline"] is None:
            return None
        return self.scale * (row["value"] - row["baseline"] if self.quantity == "change" else row["value"])


def _is(name: str, level: str, levels: dict[str, str]) -> Callable[..., int | None]:
    """1 at this level, 0 at another declared one, nothing where it is not known."""

    def value(_: dict[str, Any], known: Known) -> int | None:
        found = known[name][1] if name in known else None
        return int(found == level) if found in levels else None

    return value
