"""WHERE IT GOES: one writer per kind of file, the folder that holds them, and its manifest."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from cohortium.at_once import at_once
from cohortium.language import marked
from cohortium.outputs.checklists import write_checklists
from cohortium.outputs.csv_files import write_csv_files
from cohortium.outputs.differences import write_differences
from cohortium.outputs.excel import write_results_workbook
from cohortium.outputs.figures import write_figures
from cohortium.outputs.folder import RunFolder, check_label, newest_run, run_folder
from cohortium.outputs.html import write_report
from cohortium.outputs.latex import write_latex
from cohortium.outputs.manifest import changed_inputs, is_results_folder, read_manifest, sha256_of, verify, write_manifest
from cohortium.outputs.markdown import write_text
from cohortium.outputs.queries import query_workbooks
from cohortium.outputs.release import release, write_binding
from cohortium.outputs.run import LEDGER_COLUMNS, QUERY_COLUMNS, Draft, Outputs
from cohortium.outputs.word import write_word

Writer = Callable[[Path, Outputs], None]
WRITERS: dict[str, Writer] = {
    "html": write_report,
    "excel": write_results_workbook,
    "word": write_word,
    "figures": write_figures,
    "csv": write_csv_files,
    "binding": write_binding,
    "latex": write_latex,
    "checklists": write_checklists,
    "markdown": write_text,
    "differences": write_differences,
}
"""What takes longest first; workbooks of questions come last, because each of them is a work of its own."""
WRITING = marked("Writing")


def write_all(folder: Path, run: Outputs) -> None:
    """Every file of a run into `folder`, read again and checked; the manifest last, over all that lies there by then."""
    _ = run.drawings  # several writers ask for them
    at_once([*(partial(write, folder, run) for write in WRITERS.values()), *query_workbooks(folder, run)], WRITING)
    write_manifest(folder, run, {state.check.id: state.state for state in release(folder)})


__all__ = [
    "LEDGER_COLUMNS",
    "QUERY_COLUMNS",
    "WRITERS",
    "Draft",
    "Outputs",
    "RunFolder",
    "changed_inputs",
    "check_label",
    "is_results_folder",
    "newest_run",
    "read_manifest",
    "run_folder",
    "sha256_of",
    "verify",
    "write_all",
    "write_manifest",
]
