"""The rules that written results must keep, declared once, and what became of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from cohortium.at_once import at_once
from cohortium.language import counted, marked, speaking, tr
from cohortium.outputs.release import drawing, numbers, showing
from cohortium.outputs.release.written import Written
from cohortium.problems import InternalError

PASSED, FAILED, NOT_APPLICABLE = "passed", "failed", "not_applicable"


@dataclass(frozen=True)
class ReleaseCheck:
    """A rule that written results must keep; `look` yields the place of each thing that it looks at, and whether it is sound."""

    id: str
    sentence: str
    look: Callable[[Written], Iterator[tuple[str, bool]]]


@dataclass(frozen=True)
class State:
    """What became of a check of written results: how many things it looked at, and where it failed."""

    check: ReleaseCheck
    looked_at: int
    faults: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        return FAILED if self.faults else PASSED if self.looked_at else NOT_APPLICABLE

    @property
    def fault(self) -> str:
        """The failure in one sentence, with its first place."""
        more = counted(" and {n} more place", " and {n} more places", len(self.faults) - 1) if len(self.faults) > 1 else ""
        text = "{check}: {sentence} Not so at {place}{more}."
        return tr(text, check=self.check.id, sentence=tr(self.check.sentence), place=next(iter(self.faults)), more=more)


_OF_NUMBERS = (
    ReleaseCheck("counts_within", marked("No number of patients is greater than the number that it is counted of."), numbers.counts_within),
    ReleaseCheck("percents_of_counts", marked("Every percentage follows from its two counts."), numbers.percents_of_counts),
    ReleaseCheck("arms_add_up", marked("The treatment groups add up to all patients, where none is left out."), numbers.arms_add_up),
    ReleaseCheck(
        "quartiles_in_order", marked("Minimum, quartiles and maximum rise, and the mean lies between."), numbers.quartiles_in_order
    ),
    ReleaseCheck("within_range", marked("Values of a score lie within its scale."), numbers.within_range),
    ReleaseCheck("means_possible", marked("Every mean of a score is one that whole steps of its scale can give."), numbers.means_possible),
    ReleaseCheck("intervals_hold", marked("Every confidence interval holds its estimate."), numbers.intervals_hold),
    ReleaseCheck("texts_of_values", marked("Every printed number is its value, rounded."), numbers.texts_of_values),
)
_OF_FILES = (
    ReleaseCheck("numbers_have_results", marked("Every number in a table has a result behind it."), showing.numbers_have_results),
    ReleaseCheck("tables_show_results", marked("Every table, in every file, shows its results as they are."), showing.tables_show_results),
    ReleaseCheck("texts_show_results", marked("Every text shows its results as they are."), showing.texts_show_results),
    ReleaseCheck(
        "footnotes_hang", marked("Every mark has its footnote, and every marked footnote hangs somewhere."), showing.footnotes_hang
    ),
)
_OF_FIGURES = (
    ReleaseCheck(
        "figures_show_results",
        marked("Every figure draws its results where their values are, and prints them as they are."),
        drawing.figures_show_results,
    ),
)
_TOGETHER = (_OF_NUMBERS, _OF_FILES, _OF_FIGURES)
"""The checks that read the same files, and so are made by one process."""
RELEASE_CHECKS: dict[str, ReleaseCheck] = {check.id: check for check in chain(*_TOGETHER)}
"""All checks of written results by id, beside the comparison of every file with the manifest."""


def states_of(folder: Path) -> tuple[State, ...]:
    """What became of every check, from what lies in the folder."""
    written = Written(folder)
    with speaking(written.binding["language"]):
        _ = written.numbers  # read once, for all
        return tuple(chain(*at_once([partial(_states, checks, written) for checks in _TOGETHER])))


def release(folder: Path) -> tuple[State, ...]:
    """The states of all checks; an InternalError that names the first that failed, so that nothing is released."""
    states = states_of(folder)
    failed = next((state for state in states if state.faults), None)
    if failed:
        raise InternalError(
            "The results were not released. {fault} Earlier results are as they were; please report it.", fault=failed.fault
        )
    return states


def _states(checks: Iterable[ReleaseCheck], written: Written) -> list[State]:
    return [_state(check, written) for check in checks]


def _state(check: ReleaseCheck, written: Written) -> State:
    looked_at, faults = 0, []
    for place, sound in check.look(written):
        looked_at += 1
        if not sound:
            faults.append(place)
    return State(check, looked_at, tuple(dict.fromkeys(faults)))
