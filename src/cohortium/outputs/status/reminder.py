"""The text that reminds a centre of what is still missing: counts and names of tables, never a patient."""

from __future__ import annotations

from collections.abc import Iterator

from cohortium.language import counted, tr
from cohortium.outputs.status.state import CentreState, Tracking
from cohortium.outputs.status.workbook import table_names


def reminder(tracking: Tracking, centre: CentreState) -> str:
    """The text for one centre in the language spoken, ready to be sent."""
    paragraphs = [
        [tr("{title}: data of centre {centre}", title=tracking.title, centre=centre.name)],
        [tr("Dear colleagues,")],
        [_received(centre)],
        *([_missing(tracking, centre)] if centre.received else []),
        *([_questions(centre)] if any(centre.questions.get(severity) for severity in ("blocking", "query")) else []),
        [tr("Thank you very much.")],
    ]
    return "\n\n".join("\n".join(lines) for lines in paragraphs) + "\n"


def _received(centre: CentreState) -> str:
    if not centre.received:
        return tr("We have not received any data of your centre yet. Please fill in the workbook that was sent to you and send it back.")
    return counted("We have received the data of {n} patient.", "We have received the data of {n} patients.", centre.patients)


def _missing(tracking: Tracking, centre: CentreState) -> list[str]:
    lines = [*_tables(tracking, centre), *_scores(tracking, centre)]
    return [tr("Still missing:"), *lines] if lines else [tr("Nothing is missing so far.")]


def _tables(tracking: Tracking, centre: CentreState) -> Iterator[str]:
    for group in tracking.lacking(centre):
        yield tr("- {table}: nothing received", table=table_names(group))


def _scores(tracking: Tracking, centre: CentreState) -> Iterator[str]:
    """What is said to be unknown or not done is missing as well: it may still be found."""
    for (timepoint, measure), due, there in tracking.open_scores(centre):
        words = {"measure": measure, "time": tracking.time(timepoint), "missing": due - there}
        yield counted("- {measure}, {time}: {missing} of {n} patient", "- {measure}, {time}: {missing} of {n} patients", due, **words)


def _questions(centre: CentreState) -> list[str]:
    blocking, others = (centre.questions.get(severity, 0) for severity in ("blocking", "query"))
    lines = [counted("{n} question about your data is open.", "{n} questions about your data are open.", blocking + others)]
    if blocking:
        lines.append(counted("{n} of them holds the results up.", "{n} of them hold the results up.", blocking))
    return [*lines, tr("You find them in the workbook of questions of your centre; please answer there and send it back.")]
