"""Four centres of the bundled example, entered into French templates: every number of the run is the same."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from cohortium import examples, study
from sampled import sample
from templates.filling import Records, fill

CENTRES = ("01", "05", "09", "14")


@pytest.mark.parametrize("layout", sample(["wide", "long"], 1))
def test_the_example_gives_the_same_results_from_its_templates(tmp_path, layout):
    native, entered = tmp_path / "native", tmp_path / "entered"
    for folder in (native, entered):
        examples.write("jak-ad", folder)
        for path in (folder / "data").iterdir():
            if path.stem not in CENTRES or folder is entered:
                path.unlink()
    for centre in CENTRES:
        (path,) = study.write_templates(entered, centre, layout)
        fill(path, entered / "data" / f"{centre}.xlsx", entered, layout, "fr", _records(native / "data" / f"{centre}.xlsx"))
    first, second = ((study.run(folder, figures="none").folder / "results.csv").read_bytes() for folder in (native, entered))
    assert first == second
    assert first.count(b"\n") > 500


def _records(path: Path) -> Records:
    """The rows of a native workbook by table; what is empty is not entered."""
    found: Records = {}
    for sheet in openpyxl.load_workbook(path):
        headings, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [
            {str(name): (value, "") for name, value in zip(headings, row, strict=True) if value is not None} for row in rows if any(row)
        ]
    return found
