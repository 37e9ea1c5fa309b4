"""Files of SAS, SPSS and Stata, by pyreadstat (the extra `files`): codes as they are stored, user-missing values kept."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from cohortium.language import marked
from cohortium.sources.cells import TEXTS, trimmed
from cohortium.sources.raw import AS_IS, How, RawSheet, Unreadable, refuse_too_large

_EXTRA = marked('needs the extra "files", which is not installed. Type: pip install "cohortium[files]", or send it as CSV.')
_NOT_READ = marked("cannot be read as a file of {program}. Ask the centre to send it again, or to save it as CSV.")
_CUT = marked(
    "is cut off: a transport file of SAS is made of records of {n} bytes, and its last one is shorter. Ask the centre to send it again."
)
_RECORD = 80  # bytes of each record of a transport file, which says nowhere how many rows it has
# Base of the SAS transport format: some writers store a zero as the smallest number that it can hold.
_TINY = 1e-70


def _reader(name: str, program: str, **options: Any) -> Callable[[bytes, How], list[RawSheet]]:
    def read(content: bytes, how: How = AS_IS) -> list[RawSheet]:
        try:
            import pyreadstat  # late: an extra
        except ImportError:
            raise Unreadable(_EXTRA) from None
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "file"
            path.write_bytes(content)
            reader = partial(getattr(pyreadstat, name), str(path), output_format="dict", **options)
            try:
                _refuse_claims(reader(metadataonly=True)[1])
                columns, about = reader()
            except Unreadable:
                raise
            except (KeyboardInterrupt, SystemExit, MemoryError):
                raise
            except BaseException:  # the library's own text may quote a value
                raise Unreadable(_NOT_READ, program=program) from None
        return [_sheet(_said_missing(columns, about), list(about.column_names))]

    return read


USER_MISSING = "user-missing"
"""What stands in a cell whose value its file declares missing, without a label that says why: asked about like any other code."""

read_sas = _reader("read_sas7bdat", "SAS", user_missing=True)
_read_records = _reader("read_xport", "SAS (transport)")
read_spss = _reader("read_sav", "SPSS", user_missing=True)
read_stata = _reader("read_dta", "Stata", user_missing=True)


def read_xport(content: bytes, how: How = AS_IS) -> list[RawSheet]:
    """A transport file, which must be whole: without its last record it would be one of fewer rows."""
    found = _read_records(content, how)
    if len(content) % _RECORD:
        raise Unreadable(_CUT, n=_RECORD)
    return found


def _said_missing(columns: dict[str, Any], about: Any) -> dict[str, Any]:
    """The columns, a value that SPSS was told to take for missing as its label, or as what it is: as a number it could pass for a score."""
    ranges, labels = getattr(about, "missing_ranges", None) or {}, about.variable_value_labels or {}
    return columns | {name: _labelled(columns[name], ranges[name], labels.get(name, {})) for name in ranges if name in columns}


def _labelled(values: Any, ranges: list[dict[str, Any]], labels: dict[Any, str]) -> list[Any]:
    def missing(value: Any) -> bool:
        kind: Any = str if isinstance(value, str) else (int, float)  # a date is neither
        return isinstance(value, kind) and any(isinstance(each["lo"], kind) and each["lo"] <= value <= each["hi"] for each in ranges)

    stored = [value.item() if hasattr(value, "item") else value for value in values]
    return [(labels.get(value) or USER_MISSING) if missing(value) else value for value in stored]


def _refuse_claims(about: Any) -> None:
    """Refuse more rows than may be read before they are: the library makes room for as many as the file says that it has."""
    refuse_too_large((about.number_rows or 0) + 1, about.number_columns or 0)


def _sheet(columns: dict[str, Any], names: list[str]) -> RawSheet:
    height = max((len(columns[name]) for name in names), default=0)
    refuse_too_large(height + 1, len(names))
    return RawSheet("", trimmed([[name, *map(_text, columns[name])] for name in names]))


def _text(value: Any) -> str:
    if value is None or value != value:  # not a number
        return ""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and abs(value) < _TINY:
        return "0"
    return TEXTS.get(type(value), str)(value)
