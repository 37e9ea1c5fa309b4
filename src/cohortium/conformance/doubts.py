"""What a readable text makes one suspect: accents that were decoded twice, a name that a spreadsheet turned into a date."""

from __future__ import annotations

import re

_MONTH = r"(?:jan|feb|f[eé]v|mar|apr|avr|may|mai|june?|juin|july?|juil|aug|ao[uû]|sept?|oct|nov|dec|d[eé]c)[a-zéû]{0,6}"
_DATE = re.compile(rf"[12][0-9]{{3}}-[0-9]{{2}}-[0-9]{{2}}(?:[ T]00:00:00)?|[0-9]{{1,2}}-{_MONTH}|{_MONTH}-[0-9]{{2}}", re.IGNORECASE)


def mended(text: str) -> str:
    """What a text was before UTF-8 was read as Windows-1252 or Latin-1 (`HÃ©lÃ¨ne` was `Hélène`); empty where that does not fit.

    Only what could have been written in Western Europe counts, so that no sound text is doubted.
    """
    if text.isascii():
        return ""
    for encoding in ("cp1252", "latin-1"):
        try:
            before = text.encode(encoding).decode("utf-8")
            before.encode("cp1252")
        except UnicodeError:
            continue
        return before
    return ""


def became_a_date(text: str) -> bool:
    """Whether a name or code looks like what a spreadsheet makes of SEPT2 or MARCH1: 2021-09-02, 2-Sep, Mar-01."""
    return "-" in text and bool(_DATE.fullmatch(text))


def doubt_about(text: str) -> str:
    """The check that a readable text of words does not pass; empty where nothing is odd."""
    if became_a_date(text):
        return "became_a_date"
    return "mojibake" if mended(text) else ""
