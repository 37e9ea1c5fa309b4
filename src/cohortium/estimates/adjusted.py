"""Treatments compared after adjustment: one row per patient, a regression, and a reason where the data cannot carry it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from cohortium.estimates.cells import ALL, Estimation, label
from cohortium.language import marked, number, tr
from cohortium.protocol.adjustment import BASELINE, Adjustment
from cohortium.protocol.model import label_of
from cohortium.protocol.slots import levels_of
from cohortium.protocol.tables import characteristic_scale
from cohortium.results import DASH, Result, fixed_text
from cohortium.statistics import STATISTICS, Stats, UndefinedStatistic

YES = marked("yes")
METHODS = {
    ("odds_ratio", "regression", "model"): marked("logistic regression; row per patient, not poolable"),
    ("odds_ratio", "regression", "centre"): marked(
        "logistic regression, errors by centre (CR2, Satterthwaite); row per patient, not poolable"
    ),
    ("odds_ratio", "firth", "model"): marked("Firth's logistic regression; row per patient, not poolable"),
    ("difference", "regression", "model"): marked("linear regression; row per patient, not poolable"),
    ("difference", "regression", "centre"): marked(
        "linear regression, errors by centre (CR2, Satterthwaite); row per patient, not poolable"
    ),
}


def adjusted(estimation: Estimation) -> Iterator[Result]:
    """analysis `adjusted`: N in the model, n_missing left out for want of a covariate, each treatment against `versus`, each covariate."""
    for endpoint, asked in estimation.protocol.adjusted.items():
        yield from _model(_Design(estimation, endpoint, asked))


@dataclass(frozen=True)
class _Term:
    """A column of the design: its name, its words, the treatment that it stands for (or none), its value in a patient."""

    name: str
    words: str
    value: Callable[[dict[str, Any], dict[str, tuple[Any, Any]]], Fraction | int | None]
    arm: str = ""


@dataclass(frozen=True)
class _Design:
    """The patients and terms of one model."""

    estimation: Estimation
    endpoint: str
    asked: Adjustment

    @property
    def at(self) -> str:
        return self.asked.at or self.estimation.protocol.endpoints[self.endpoint].at[0]

    @property
    def quantity(self) -> str:
        return self.estimation.protocol.endpoints[self.endpoint].quantity

    @property
    def stat(self) -> str:
        return "odds_ratio" if self.quantity == "responder" else "difference"

    @property
    def scale(self) -> Fraction:
        """One step of the endpoint's score."""
        return self.estimation.measures[self.estimation.protocol.endpoints[self.endpoint].measure].scale

    @cached_property
    def terms(self) -> list[_Term]:
        present = {row["arm"] for row in self._rows}
        arms = [arm for arm in self.estimation.protocol.arms if arm != self.asked.versus and arm in present]
        found = [_Term(arm, label(self.estimation.protocol.arms, arm), lambda row, _, arm=arm: int(row["arm"] == arm), arm) for arm in arms]
        return found + [term for name in self.asked.covariates for term in self._of(name)]

    def _of(self, name: str) -> list[_Term]:
        if name == BASELINE:
            words = tr("Score before treatment, by point")
            return [_Term(name, words, lambda row, _: None if row["baseline"] is None else row["baseline"] * self.scale)]
        entry = self.estimation.protocol.characteristics[name]
        if entry.kind == "number":
            scale = characteristic_scale(entry)
            return [_Term(name, label_of(entry, name), lambda _, known: known[name][0] * scale if name in known else None)]
        levels = levels_of(self.estimation.protocol, name)
        shown = ["yes"] if entry.kind == "yes_no" else list(levels)[1:]
        words = {level: tr("{label}: {text}", label=label_of(entry, name), text=levels[level] or tr(YES)) for level in shown}
        return [_Term(f"{name} {level}", words[level], _is(name, level, levels)) for level in shown]

    @cached_property
    def patients(self) -> tuple[list[tuple[Any, tuple[Any, ...], str]], int]:
        """(outcome, terms, centre) of the patients of whom everything is known, and how many are left out."""
        known: dict[int, dict[str, tuple[Any, Any]]] = {}
        for row in self.estimation.tallies["tally_covariates"]:
            known.setdefault(row["patient"], {})[row["variable"]] = (row["number"], row["level"])
        every = [(row, tuple(term.value(row, known.get(row["patient"], {})) for term in self.terms)) for row in self._rows]
        kept = [(self._outcome(row), terms, row["centre"]) for row, terms in every if None not in terms]
        return kept, len(every) - len(kept)

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:
        tally = self.estimation.tallies["tally_patients"].where(endpoint=self.endpoint, timepoint=self.at)
        return [row for row in tally if row["arm"] in self.estimation.protocol.arms]

    def _outcome(self, row: dict[str, Any]) -> Any:
        if self.quantity == "responder":
            return int(row["responder"])
        return self.scale * (row["value"] - row["baseline"] if self.quantity == "change" else row["value"])

    def fitted(self) -> dict[str, Stats]:
        """The model's statistics by term."""
        rows, names = self.patients[0], [term.name for term in self.terms]
        confidence, by_centre = self.estimation.protocol.statistics.confidence, self.asked.errors == "centre"
        if self.stat == "difference":
            return STATISTICS["linear"].function(rows, names, by_centre, confidence)
        if by_centre:
            return STATISTICS["logistic_by_centre"].function(rows, names, confidence)
        tally = Counter((bool(outcome), terms, centre) for outcome, terms, centre in rows)
        name = "firth" if self.asked.model == "firth" else "logistic"
        return STATISTICS[name].function(tally, names, confidence=confidence)


def _is(name: str, level: str, levels: dict[str, str]) -> Callable[..., int | None]:
    """1 at this level, 0 at another declared one, nothing where it is not known."""

    def value(_: dict[str, Any], known: dict[str, tuple[Any, Any]]) -> int | None:
        found = known[name][1] if name in known else None
        return int(found == level) if found in levels else None

    return value


def _model(design: _Design) -> Iterator[Result]:
    protocol, asked = design.estimation.protocol, design.asked
    rows, left_out = design.patients
    at = {"analysis": "adjusted", "variable": design.endpoint, "timepoint": design.at}
    title = label(protocol.endpoints, design.endpoint)
    for stat, count in (("N", len(rows)), ("n_missing", left_out)):
        yield Result(**at, stat=stat, value=count, text=number(str(count)), label=title, unit="patients", arm=ALL, versus=asked.versus)
    error, found = "", {}
    try:
        found = design.fitted()
    except UndefinedStatistic as refused:
        error = str(refused)
    method = tr(METHODS[design.stat, asked.model, asked.errors])
    for term in design.terms:
        parts = at | {"label": term.words, "versus": asked.versus, "arm": term.arm, "level": "" if term.arm else term.name}
        for stat in (design.stat, "conf_low", "conf_high", "p_value"):
            value = found[term.name][stat] if found else None
            text = DASH if value is None else number(_text(stat, value))
            yield Result(**parts, stat=stat, value=value, text=text, method=method, error=error)


def _text(stat: str, value: Any) -> str:
    """Estimates with two decimals; a p-value with three, and never 0."""
    if stat == "p_value":
        return "< 0.001" if value < Fraction(1, 1000) else fixed_text(value, 3)
    return fixed_text(value, 2)
