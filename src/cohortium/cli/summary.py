"""What a command says at its end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cohortium.language import counted, speaking, tr
from cohortium.problems import DONE, OPEN_QUESTIONS
from cohortium.terminal import say, say_next


def finish(folder: Path, finished: Any) -> int:
    """Say what a run found and where it is, in the language of its report."""
    with speaking(finished.language):
        say(finished.headline)
        say(questions(finished.blocking, finished.queries, finished.notes))
        if finished.blocking:
            one = "DRAFT: answer the {n} blocking question (questions.xlsx of the study, queries.xlsx of the results), then run again."
            many = "DRAFT: answer the {n} blocking questions (questions.xlsx of the study, queries.xlsx of the results), then run again."
            say(counted(one, many, finished.blocking))
        for line in finished.told:
            say(line)
        say(tr("Results: {folder}; begin with {report}", folder=finished.folder, report=finished.folder / "report.html"))
        say_next("explain", folder, _an_interesting_result(finished.folder), out=_elsewhere(folder, finished.folder))
    return OPEN_QUESTIONS if finished.blocking else DONE


def _elsewhere(folder: Path, results: Path) -> Path | None:
    """The results folder, where it is not the one that `explain` takes by itself."""
    return None if results.parent == folder / "results" else results


def _an_interesting_result(results: Path) -> str:
    """The result_id of the first endpoint's first number of patients, or of the first result."""
    import csv

    try:
        with open(results / "results.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, csv.Error):  # the results are in place: what to type next must not turn that into a fault
        return "RESULT_ID"
    counts = (row for row in rows if row["analysis"] == "efficacy" and row["stat"] in ("n", "median") and row["value"] not in ("", "0"))
    return next(counts, rows[0])["result_id"]


def questions(blocking: int, queries: int, notes: int) -> str:
    open_ones = (
        counted("{n} blocking question", "{n} blocking questions", blocking),
        counted("{n} other question", "{n} other questions", queries),
        counted("{n} note", "{n} notes", notes),
    )
    return tr("Open: {questions}.", questions=", ".join(open_ones))
