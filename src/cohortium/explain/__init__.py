"""From a result back to its definition, its steps, its patients and the cells they came from."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import wrap

from cohortium.derivations import EVERY, step
from cohortium.explain.choices import NOT_LISTED, adjusted, estimand, sensitivity, subgroups
from cohortium.explain.ctcae import ctcae
from cohortium.explain.events import stops, terms
from cohortium.explain.evidence import Explanation, Patient, Source
from cohortium.explain.patients import baseline, participants
from cohortium.explain.scores import efficacy
from cohortium.explain.severity import severity
from cohortium.explain.time import follow_up, incidence, survival
from cohortium.explain.words import SENTENCE, UNITS, variable_in_words
from cohortium.language import marked, tr
from cohortium.problems import InternalError
from cohortium.results import Result

COUNTS = ("n", "N")
WIDTH = 110
STATS = {"n": marked("number of {unit} (n)"), "N": marked("number of {unit} it is out of (N)"), "percent": marked("percentage of {unit}")}
KINDS: dict[str, Callable[[Source, Result], Explanation]] = {
    "participants": participants,
    "baseline": baseline,
    "efficacy": efficacy,
    "safety": terms,
    "stops": stops,
    "follow_up": follow_up,
    "estimand": estimand,
    "sensitivity": sensitivity,
    "survival": survival,
    "incidence": incidence,
    "subgroups": subgroups,
    "adjusted": adjusted,
    "weighted": adjusted,
    "severity": severity,
    "ctcae": ctcae,
}


def explain(source: Source, result: Result) -> str:
    """The whole explanation of one result as text for the terminal. It holds patients' values and stays local."""
    explanation = KINDS[result.analysis](source, result)
    _agree(result, explanation)
    title = tr("{title}: {text}", title=_title(source, result), text=result.text)
    lines = [f"{result.result_id}", title, "", tr("Definition")]
    lines += [line for sentence in explanation.definition for line in _wrapped(sentence)]
    lines += ["", f"{tr(explanation.listed)} ({len(explanation.patients)})", *_patients(explanation)]
    if any(explanation.others.values()):
        lines += [
            "",
            tr("Not counted here"),
            *(tr("  {count}: {why}", count=count, why=why) for why, count in explanation.others.items() if count),
        ]
    return "\n".join([*lines, "", tr("Steps, in order"), *_steps(explanation)])


def _agree(result: Result, explanation: Explanation) -> None:
    """A count must be the number of patients listed under it, or nothing is explained."""
    listed = len(explanation.patients)
    different = {(patient.centre, patient.code) for patient in explanation.patients}
    if explanation.listed == "Patients" and result.unit != "mentions" and len(different) < listed:
        raise InternalError("{result_id} counts a patient twice. This is a fault of the program.", result_id=result.result_id)
    if explanation.listed == NOT_LISTED:
        return
    if result.stat in COUNTS and result.unit != "mentions" and result.value is not None and result.value != listed:
        raise InternalError(
            "{result_id} is {value}, but {listed} patients lead back to it. This is a fault of the program.",
            result_id=result.result_id,
            value=result.value,
            listed=listed,
        )


def _title(source: Source, result: Result) -> str:
    arms = {name: arm.label or name for name, arm in source.protocol.arms.items()} | {"all": tr("All patients"), "": ""}
    stat = tr(STATS.get(result.stat, result.stat), unit=tr(UNITS[result.unit]))
    of = variable_in_words(source, result.variable)
    level = result.label if result.level and result.label != of else ""
    timepoint = source.protocol.timepoints.get(result.timepoint)
    when = (timepoint.label if timepoint else "") or result.timepoint
    return ", ".join(part for part in (of or result.label, level, when, arms[result.arm], result.group, stat) if part)


def _wrapped(text: str) -> list[str]:
    """One sentence a line, long ones wrapped: a definition is read, not scrolled."""
    sentences = SENTENCE.split(text)
    return [line for each in sentences for line in wrap(each, WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)]


def _patients(explanation: Explanation) -> list[str]:
    lines = []
    for patient in sorted(explanation.patients, key=_order):
        lines.append(tr("  {centre} / {code}: {counts_as}", centre=patient.centre, code=patient.code, counts_as=patient.counts_as))
        lines += [f"      {cell}" for cell in patient.cells]
    return lines


def _order(patient: Patient) -> tuple:
    return (patient.value is not None, patient.value if patient.value is not None else 0, patient.centre, patient.code)


def _steps(explanation: Explanation) -> list[str]:
    lines = []
    named = {name: step(name) for name in explanation.steps}
    for name in sorted(named, key=EVERY.index):
        each = named[name]
        lines.append(f"  {name}: {each.grain}. {each.why}".rstrip())
        lines += [f"      {line}" for line in each.sql.splitlines()]
    return lines


__all__ = ["Source", "explain"]
