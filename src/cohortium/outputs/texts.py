"""Texts of unknown origin made fit for a file: encodable, short enough, and never a formula."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

EXCEL_CELL = 32_767
RULE = "A text cell that a spreadsheet could read as a formula has an apostrophe added in front; take one off to read it back."
# Spaces, a quote or a semicolon in front do not disarm a formula where a spreadsheet splits or trims the line differently;
# full-width signs count as signs in East Asian locales. An apostrophe already there gets a second one, so the rule can be undone.
_FORMULA = re.compile(r"'*(?:[\t\r\x00]|[\s;\"]*[=+\-@＝＋－＠])")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?\s?%?")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_MINUS = re.compile(r"(?<![\w-])-(?=\d)")
_KEPT = re.compile(r" = | (?=[%;:!?»])|(?<=«) |(?<=\d) (?=(?:mg|g|µg|kg|ml|mL|IU)\b)")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def harmless(text: str) -> str:
    """The text with an apostrophe in front if a spreadsheet could run it; a number such as -2.5 stays as it is."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def unguarded(text: str) -> str:
    """The text that `harmless` was given."""
    return text[1:] if text.startswith("'") and harmless(text[1:]) == text else text


def encodable(text: str) -> str:
    """The text without what UTF-8 cannot hold: a file name may carry bytes that are no character."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def printable(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", encodable(text))


def xml_text(text: str) -> str:
    """The text as it stands between tags or between double quotes."""
    return escape(printable(text), {'"': "&quot;"})


def typeset(text: str) -> str:
    """A minus sign before a number, and no line break between a number and its sign or unit; copied texts still read as they did."""
    return _KEPT.sub(lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), _MINUS.sub("\N{MINUS SIGN}", text))


def cell_text(text: str) -> str:
    """A text for a workbook cell, cut at the limit of the format."""
    text = text if text.isascii() else encodable(text)
    return text if len(text) <= EXCEL_CELL else f"{text[: EXCEL_CELL - 1]}…"


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A worksheet name that Excel accepts and no other sheet has; adds it to `taken`."""
    clean = _SHEET_NAME.sub(" ", encodable(wanted)).strip(" '")[:31].strip(" '")
    clean = clean if clean and clean.lower() != "history" else "Sheet"
    name, count = clean, 1
    while name.lower() in taken:
        count += 1
        name = f"{clean[: 28 - len(str(count))].rstrip()} ({count})"
    taken.add(name.lower())
    return name


def file_name(wanted: str, taken: set[str]) -> str:
    """A file name stem that every system accepts and no other file has; adds it to `taken`."""
    clean = re.sub(r"[^\w.-]+", "_", encodable(wanted)).strip("._-")[:80] or "centre"
    if re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", clean):
        clean = f"centre_{clean}"
    name, count = clean, 1
    while name.lower() in taken:
        count += 1
        name = f"{clean}_{count}"
    taken.add(name.lower())
    return name
