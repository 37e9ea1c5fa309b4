"""What `tally` and `pool` say."""

from __future__ import annotations

from cohortium.language import counted, tr
from cohortium.pooling.document import SMALL
from cohortium.pooling.pool import Pooled
from cohortium.pooling.send import Written


def about(found: Written) -> list[str]:
    """What is in a file of tallies, and what that means for who sends it."""
    sent = found.sent
    words = {"file": found.path, "centres": ", ".join(sent.centres), "cells": len(sent.cells), "small": sent.small, "least": SMALL}
    one = "Tally of centre {centres} in {file}: {cells} cells, of which {small} count fewer than {least}."
    many = "Tally of centres {centres} in {file}: {cells} cells, of which {small} count fewer than {least}."
    none = tr("Tally of no patient in {file}: nobody in the data has a centre and a code.", file=found.path)
    lines = [counted(one, many, len(sent.centres), **words) if sent.centres else none]
    if sent.small_counts is None:
        lines.append(tr("Values travel with their counts: the file is as confidential as the data."))
    else:
        kept = "Only numbers of patients travel of {n} tally, which has a value that fewer than {least} patients share."
        some = "Only numbers of patients travel of {n} tallies, which have a value that fewer than {least} patients share."
        lines.append(counted(kept, some, len(sent.withheld), least=sent.small_counts))
    if sent.draft[0]:
        lines.append(_draft(sent.draft[0]))
    return lines


def _draft(questions: int) -> str:
    one = "DRAFT: {n} blocking question is open where patients were counted."
    return counted(one, "DRAFT: {n} blocking questions are open where patients were counted.", questions)


def about_pooled(found: Pooled) -> list[str]:
    """What came of adding up."""
    centres = ", ".join(found.centres)
    whose = counted("Pooled: centre {centres}.", "Pooled: {n} centres ({centres}).", len(found.centres), centres=centres)
    lines = [found.headline, whose if found.centres else tr("Pooled: no centre; the tallies count no patient.")]
    if found.draft.questions:
        lines.append(_draft(found.draft.questions))
    if found.refused:
        one = "{n} row cannot be made of counts; its error says why."
        many = "{n} rows cannot be made of counts; their error says why."
        lines.append(counted(one, many, found.refused))
    if found.undrawn:
        lines.append(tr("Not drawn: {figures}", figures=tr("; ").join(found.undrawn)))
    return [*lines, tr("Results: {folder}; begin with {report}", folder=found.folder, report=found.folder / "report.html")]
