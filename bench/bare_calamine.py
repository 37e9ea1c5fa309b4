"""What every reader of this workbook must at least do: python-calamine, all sheets as lists of Python values."""

from __future__ import annotations

import sys

import python_calamine

if __name__ == "__main__":
    with python_calamine.CalamineWorkbook.from_path(sys.argv[1]) as book:
        print(sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names))
