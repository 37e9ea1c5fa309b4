"""A centre counts: its study folder in, one file of counts out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cohortium import __version__
from cohortium.derived import Derived, derived, estimation_of, load
from cohortium.disk import replaced
from cohortium.estimates import rows_of
from cohortium.estimates.cells import Estimation
from cohortium.estimates.margins import VALUES, WITHHELD, Margin, added
from cohortium.language import speaking
from cohortium.outputs import Outputs
from cohortium.pooling.document import Rows, Sent, written
from cohortium.pooling.needs import to_send
from cohortium.pooling.read import is_tally
from cohortium.problems import Problem


@dataclass(frozen=True)
class Written:
    """What `tally` says: where the file is, and what is in it."""

    path: Path
    sent: Sent
    blocking: int
    language: str


def write_tally(folder: Path, out: Path, small_counts: int | None = None, language: str | None = None) -> Written:
    """Write the counts of a study folder into a file; a Problem where another kind of file is there already.

    With `small_counts`, values travel only where each of them counts at least so many patients.
    """
    study = load(folder, language)
    with speaking(study.protocol.language):
        _check_place(out)
    with derived(study) as found:
        sent = sent_by(found, small_counts)
        blocking = found.open("blocking")
    with replaced(out) as place:
        place.write_bytes(written(sent))
    return Written(out, sent, blocking, study.protocol.language)


def _check_place(out: Path) -> None:
    if out.is_dir():
        raise Problem("{out} is a folder. Name the file that is to hold the tallies, such as 07.json.", out=out)
    if out.exists() and not is_tally(out):
        raise Problem("{out} is no file of tallies, so it was left as it is. Choose another name.", out=out)


def sent_by(found: Derived, small_counts: int | None = None) -> Sent:
    """The counts of a derived study."""
    study, estimation = found.study, estimation_of(found)
    rows_of(estimation)
    margins = {margin: estimation.margins[margin] for margin in to_send(estimation)}
    kept = {margin: _kept(estimation, margin, rows, small_counts) if small_counts else rows for margin, rows in margins.items()}
    draft = Outputs(study.protocol, study.protocol_text, (), (), queries=tuple(found.queries), questions=tuple(found.questions)).draft
    centres = tuple(sorted(centre for (centre,) in estimation.counts("tally_subjects", "centre")))
    asked = (study.protocol.study, study.protocol_text, centres, kept, _classes(estimation.alike))
    return Sent(__version__, *asked, small_counts, (draft.questions, draft.patients))


def _classes(alike: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """Variants numbered so that equal numbers are equal answers: the sums that tell so lead back to patients, and stay."""
    return {endpoint: _numbered(sums) for endpoint, sums in alike.items()}


def _numbered(sums: Mapping[str, Any]) -> dict[str, int]:
    places = {found: place for place, found in enumerate(dict.fromkeys(sums.values()))}
    return {variant: places[found] for variant, found in sums.items()}


def _kept(estimation: Estimation, margin: Margin, rows: Rows, least: int) -> Rows:
    """The counts as they may travel: where a value has fewer patients than the rule wants, no value of that tally does."""
    if not margin.is_of_values:
        return rows
    places = [at for at, column in enumerate(margin.by) if column in VALUES]
    if not _has_small(estimation, margin, rows, places, least):
        return rows
    kept: dict[tuple[Any, ...], Any] = {}
    for group, count in rows.items():
        hidden = tuple(WITHHELD if at in places and part is not None else part for at, part in enumerate(group))
        kept[hidden] = WITHHELD if margin.of == "days" else added(kept.get(hidden, 0), count)
    return kept


def _has_small(estimation: Estimation, margin: Margin, rows: Rows, places: list[int], least: int) -> bool:
    """Whether a value, or a sum of days, is that of too few patients."""
    if margin.of == "days":
        patients = estimation.counts(margin.tally, *margin.by)
        return any(0 < patients[group] < least for group in rows)
    return any(0 < count < least for group, count in rows.items() if None not in [group[at] for at in places])
