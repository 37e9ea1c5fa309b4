"""From the wide PASI sheet (one row per patient) to the native form: python convert.py SHEET.xlsx DATA_FOLDER."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from openpyxl import Workbook, load_workbook

FILE = "psoriasis_pasi_sustained_wide.xlsx"
WEEKS = {
    "BASELINE": 0,
    "WEEK01": 1,
    "WEEK04": 4,
    "WEEK08": 8,
    "WEEK16": 16,
    "WEEK24": 24,
    "WEEK32": 32,
    "WEEK40": 40,
    "WEEK52": 52,
}
# The sheet writes NA where no score is known; the cell stays, empty, so the row still says which week was planned.
MISSING = "NA"


def wide_rows(source: Path) -> Iterator[dict[str, object]]:
    """The patients of the sheet, each as {heading: cell}."""
    rows = load_workbook(source).worksheets[0].iter_rows(values_only=True)
    headings = [str(heading) for heading in next(rows)]
    for row in rows:
        yield dict(zip(headings, row, strict=True))


def convert(source: Path, data: Path) -> Path:
    """Write `data`/01.xlsx with the sheets patients and visits; the scores are copied, never recomputed."""
    book = Workbook()
    patients, visits = book.worksheets[0], book.create_sheet("visits")
    patients.title = "patients"
    patients.append(["patient", "arm"])
    visits.append(["patient", "week", "PASI"])
    for row in wide_rows(source):
        patients.append([row["USUBJID"], row["TRT"]])
        for heading, week in WEEKS.items():
            visits.append([row["USUBJID"], week, None if row[heading] == MISSING else row[heading]])
    data.mkdir(parents=True, exist_ok=True)
    book.save(data / "01.xlsx")
    return data / "01.xlsx"


if __name__ == "__main__":
    if len(sys.argv) != 3 or not Path(sys.argv[1]).is_file():
        sys.exit(f"Usage: python convert.py PATH/TO/{FILE} DATA_FOLDER. The first must be the published sheet.")
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
