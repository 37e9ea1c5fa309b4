"""The page on what a run writes: every file, and every column of those that are for programs."""

# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cohortium.conformance.completeness import COLUMNS as FILLED_COLUMNS
from cohortium.conformance.states import CHECK_COLUMNS
from cohortium.derivations import datasets
from cohortium.outputs.differences import COLUMNS as DIFFERENCE_COLUMNS
from cohortium.outputs.run import LEDGER_COLUMNS, QUERY_COLUMNS
from cohortium.results import ANALYSES, COLUMNS

HEAD = """# What a run writes

`cohortium run STUDY` writes `STUDY/results/001`, the next time `002`; with `--out DIR` it replaces a results folder whole. The same input and the same version
give the same bytes. `cohortium verify` says whether a folder is as the run wrote it.

**May leave the study** (numbers of groups, no row of a patient): `report.html`, `tables.docx` with `tables/` (one table each), `tables.tex`, `results.xlsx`,
`results.csv`, `results.md` (the text), `checklists.docx` and `.html` (STROBE, RECORD), `figures/` without `figures/patient-level/`.

**For each centre**: `queries/`, one workbook with its own questions. **Stays in the study**: `queries.csv` and `queries.xlsx` (all of them), `datasets/`,
`figures/patient-level/`, `differences.csv` and `.xlsx` (what each delivery of a centre changed, where there are several).

**What became of the data**: `ledger.csv`, `completeness.csv`, `checks.csv`. **Proof**: `manifest.json` (SHA-256 of every input and output and of the program itself, versions, rows of each
step), `release.json` (the checks of what was written).

CSV files are UTF-8 with a comma and a point. A text that a spreadsheet could read as a formula has an apostrophe added in front; take one off to read it back.
"""
RESULTS = {
    "result_id": "the columns from `analysis` to `stat` without `label`, joined by `/`: what `explain` takes. An empty one is `-`",
    "analysis": ", ".join(ANALYSES),
    "variable": "the protocol's id of an endpoint, characteristic, term or measure; `any`, `any_clinical`, `any_biological` for at least one event",
    "level": "a category, reason, sub-term or state",
    "label": "the variable and its level in words, in the language of the run",
    "timepoint": "the window",
    "arm": "an arm's id, or `all`",
    "group": "what subgroups are made of: centre, sex, a subset",
    "group_level": "which of these subgroups",
    "versus": "the other arm of a comparison",
    "variant": "which other choice a sensitivity analysis makes; empty: the protocol's own",
    "unit": "what is counted: patients, mentions, events, patient-years; never a unit of measurement",
    "stat": "N (known results), n, percent, median, q1, q3, mean, sd, min, max, conf_low, conf_high, p_value and so on ([statistics](statistics.md))",
    "value": "the number, unrounded, with a point; empty where nobody is counted",
    "text": "the number as tables print it",
    "method": "how it was computed, where more than counting was needed",
    "warning": "what to keep in mind about it",
    "error": "why there is none",
}
LEDGER = {
    "file": "of the study folder", "sheet": "empty for Parquet and text files", "sha256": "of the file", "rows": "rows of the sheet",
    "rows_used": "that count", "rows_excluded": "without a patient, after the data cut, of somebody who objects, replaced by a later delivery",
    "rows_duplicate": "the same as an earlier row", "rows_not_data": "headings, titles, totals", "cells": "all cells of these rows",
    "cells_accepted": "read as they are written", "cells_normalised": "read after a mere correction of writing, or with an answer of the centre",
    "cells_quarantined": "set aside, because a rule does not hold", "cells_empty": "empty, or saying that there is nothing",
    "cells_unused": "of unknown columns, of rows that are not used",
}  # fmt: skip
QUERIES = {
    "query_id": "the same over deliveries as long as the question is the same", "severity": "blocking, query, note", "status": "new, open, answered or closed",
    "centre": "", "patient": "as the centre writes it", "file": "", "sheet": "", "cell": "such as E35", "rule": "the check ([checks](checks.md))",
    "found": "the text of the cell", "expected": "what would pass, in the language of the run",
}  # fmt: skip
FILLED = {
    "centre": "empty in a file of several centres", "table": "", "variable": "", "cells": "of rows that are used: the sum of what follows",
    "filled": "with a value", "set_aside": "because a rule does not hold", "empty": "", "not_done": "said to be not done", "not_asked": "said to be not asked",
    "unknown": "said to be unknown", "not_applicable": "said to be not applicable",
}  # fmt: skip
CHECKS = {
    "check": "its id ([checks](checks.md))", "severity": "blocking, query, note", "state": "passed, failed, not applicable, could not run",
    "failures": "places at which it failed", "sentence": "", "reason": "why it is not applicable or could not run", "files": "of which the reason speaks",
    "addresses": "of all these places",
}  # fmt: skip
DIFFERENCES = {
    "centre": "", "delivery": "the later one", "before": "the earlier one", "table": "of the study",
    "change": "row_added, row_vanished, cell_added, cell_changed, cell_removed", "patient": "", "file": "", "sheet": "", "cell": "",
    "column": "its heading", "old": "the text before", "new": "the text now",
}  # fmt: skip
CSV_FILES: dict[str, tuple[str, Sequence[str], Mapping[str, str]]] = {
    "results.csv": ("One number a row. Empty: does not apply.", COLUMNS, RESULTS),
    "ledger.csv": (
        "One sheet or file a row: what became of each of its rows and cells. The sums agree, or the run fails.",
        LEDGER_COLUMNS,
        LEDGER,
    ),
    "queries.csv": ("One question to a centre a row.", QUERY_COLUMNS, QUERIES),
    "completeness.csv": ("One variable of a centre a row: what its cells hold.", FILLED_COLUMNS, FILLED),
    "checks.csv": ("One check a row, with its state in this run.", CHECK_COLUMNS, CHECKS),
    "differences.csv": ("One change between two deliveries of a centre a row.", DIFFERENCE_COLUMNS, DIFFERENCES),
}
NOMINAL = "the visit has no date of its own: its month or week stands for one"
RECORD = "the row behind it: `records` says where it stands"
DATASETS = {
    "centre": "", "patient": "as the centre writes it; unique within the centre", "arm": "empty: none", "drug": "as the protocol names it",
    "index_date": "the day of the first dose", "index_record": "the treatment line of that day", "stop": "the last day of the course; empty: it goes on at the data cut",
    "switched": "1: stopped by a change to a drug of another arm", "death": "", "last_contact": "", "sex": "",
    "reason": "why the patient is not included; empty: included", "efficacy": "1: in the efficacy set", "safety": "1: in the safety set",
    "course": "the number of the course of this drug", "dose": "a day: whole micrograms, or millionths of `dose_unit`", "dose_unit": "µg, or another unit as the protocol has it",
    "start": "", "index_course": "1: the course of the index date", "record": RECORD,
    "measure": "", "timepoint": "the window", "pick": "which score of the window is taken", "same_day": "which of two scores of a day counts",
    "until_stop": "0: scores count whatever happened; else the sum of the events up to which they count (1: the stop)",
    "carry": "1: where the window has none, the last one before it", "baseline_timepoint": "the window of the value before treatment",
    "baseline_pick": "which of its scores is taken", "baseline": "the value before treatment, in steps of the measure", "value": "the score taken, in steps of the measure",
    "baseline_record": RECORD, "value_record": RECORD, "value_day": "",
    "baseline_nominal": NOMINAL, "value_nominal": NOMINAL, "due": "the window had closed by the data cut",
    "stopped": "the treatment had been stopped by the end of the window (in `times`: 1 if it was stopped)", "dead": "the patient had died by the end of the window",
    "visited": "any visit in the window", "set_aside": "a score in the window was set aside",
    "term": "", "status": "yes, no, not_done, unknown, excluded (abnormal at baseline)", "source": "what decides: event, laboratory or review; empty: silence",
    "follow_up_days": "from the index date", "ended": "the last day of follow-up", "stop_days": "from the index date", "treatment_days": "from the index date, to the stop or the end of follow-up",
    "cause": "what ended the treatment: the first of its reasons, in the order of the protocol; empty: it went on",
    "file": "of the study folder", "sheet": "", "row": "of the sheet, from 1 with its heading; of a Parquet file, from 1",
    "variable": "", "column_number": "from 1",
}  # fmt: skip


def results_page() -> str:
    """The page."""
    return "\n".join([HEAD, *_csv(), *_datasets()])


def _csv() -> Iterator[str]:
    for name, (grain, columns, meanings) in CSV_FILES.items():
        yield from (f"## {name}", "", grain, "", *_table(columns, meanings), "")


def _datasets() -> Iterator[str]:
    yield from (
        "## datasets/",
        "",
        "Parquet, a row per patient, line or cell. Days are dates. They hold data of patients and stay in the study.",
        "",
    )
    for each in datasets():
        said = f"{each.grain[0].upper()}{each.grain[1:]}. {each.why}".strip()
        yield from (f"### {each.name}.parquet", "", f"{said} In the order of {each.order}.", "", *_table(each.columns, DATASETS), "")


def _table(columns: Sequence[str], meanings: Mapping[str, str]) -> list[str]:
    return ["| Column | |", "|---|---|", *(f"| `{column}` | {meanings[column]} |" for column in columns)]
