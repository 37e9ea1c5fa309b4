"""Which reader a file needs: by what it holds, not by what its name says."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

from cohortium.language import marked
from cohortium.sources.binary import read_ods, read_xls, read_xlsb
from cohortium.sources.csv_text import read_csv
from cohortium.sources.dataset_json import read_json
from cohortium.sources.html_table import read_html
from cohortium.sources.raw import AS_IS, How, Note, RawSheet, Unreadable
from cohortium.sources.statistics_files import read_sas, read_spss, read_stata, read_xport
from cohortium.sources.xlsx import read_xlsx

Reader = Callable[[bytes, How], list[RawSheet]]
READERS: dict[str, Reader] = {
    "xlsx": read_xlsx,
    "xls": read_xls,
    "xlsb": read_xlsb,
    "ods": read_ods,
    "csv": read_csv,
    "html": read_html,
    "json": read_json,
    "sas7bdat": read_sas,
    "xpt": read_xport,
    "sav": read_spss,
    "dta": read_stata,
}
"""Format -> its reader."""

SUFFIXES: dict[str, str] = {
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",  # its macros are neither read nor run
    ".xls": "xls",
    ".xlsb": "xlsb",
    ".ods": "ods",
    ".csv": "csv",
    ".tsv": "csv",
    ".json": "json",
    ".ndjson": "json",
    ".sas7bdat": "sas7bdat",
    ".xpt": "xpt",
    ".sav": "sav",
    ".zsav": "sav",
    ".dta": "dta",
}
"""Ending of a name -> the format that it promises."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_sheets(content: bytes, suffix: str, how: How = AS_IS) -> list[RawSheet]:
    """The sheets of a file, with a note where it is of another format than its name says."""
    if not content:
        raise Unreadable("is empty (0 bytes). Ask the centre to send it again.")
    promised = SUFFIXES[suffix]
    found = format_of(content, promised)
    sheets = READERS[found](content, how)
    if found == promised:
        return sheets
    return [replace(sheet, notes=(Note("other_format", found=f"{found} ≠ {promised}"), *sheet.notes)) for sheet in sheets]


def format_of(content: bytes, promised: str) -> str:
    """The format by the first bytes; what has none of its own, such as text, is what its name promises."""
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Unreadable("is protected by a password. Open it in Excel, remove the password, save it and put it back.")
        return "xls"
    if content.startswith(b"PK"):
        return _in_archive(content, promised)
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if promised in ("xlsx", "xlsb", "ods", "xls"):
        if start[:5].lower() in (b"<html", b"<!doc", b"<tabl"):
            return "html"
        if promised == "xls" and _is_text(content):
            return "csv"
        raise Unreadable(_NO_WORKBOOK[start.startswith(b"<")])
    return promised


_NO_WORKBOOK = {
    True: marked("is a web page or XML text with the ending of a workbook. Open it in Excel and save it as .xlsx."),
    False: marked("is not an Excel workbook. Open it in the program it comes from and save it as .xlsx."),
}


def _in_archive(content: bytes, promised: str) -> str:
    try:
        names = {name.lower() for name in zipfile.ZipFile(io.BytesIO(content)).namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        if promised == "csv":
            raise Unreadable("is a workbook or archive with the ending of a CSV file. If it is one, give it its own ending.") from None
        raise Unreadable("is damaged or cut off. Ask the centre to send it again.") from None
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "content.xml" in names:
        return "ods"
    if any(name.startswith("index/") for name in names):
        raise Unreadable("is a Numbers document, which is not read. Export it from Numbers as .xlsx.")
    return "xlsx"


def _is_text(content: bytes) -> bool:
    return all(byte >= 32 or byte in b"\t\r\n" for byte in content[:4096])
