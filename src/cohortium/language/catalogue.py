"""A catalogue of translations: gettext's text form (.po) is read as it is, so that nothing has to be compiled."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

_LINE = re.compile(r'(?:(msgid_plural|msgid|msgstr(?:\[[0-9]\])?)\s+)?(".*")')
# Source: Lexique des règles typographiques en usage à l'Imprimerie nationale: a thin space before ; ! ? and %, a
# space before : and inside guillemets, none of them where a line may break.
_THIN = re.compile(r" ([;!?%])")
_WIDE = re.compile(r" ([:»])|(«) ")


@dataclass(frozen=True)
class Catalogue:
    """English text -> translation; English singular -> its two forms."""

    texts: Mapping[str, str]
    plurals: Mapping[str, tuple[str, str]]

    def one(self, text: str) -> str:
        """The translation; the text itself where there is none."""
        return self.texts.get(text) or text

    def counted(self, one: str, many: str, number: int) -> str:
        """The form for a number: in French 0 and 1 are singular."""
        return self.plurals.get(one, (one, many))[abs(number) > 1]


def read_catalogue(language: str) -> Catalogue:
    """The catalogue of a language, with the spaces of its typography."""
    texts: dict[str, str] = {}
    plurals: dict[str, tuple[str, str]] = {}
    for entry in entries((files("cohortium.language") / f"{language}.po").read_text("utf-8")):
        if "msgid_plural" in entry:
            plurals[entry["msgid"]] = (typeset(entry["msgstr[0]"]), typeset(entry["msgstr[1]"]))
        else:
            texts[entry["msgid"]] = typeset(entry["msgstr"])
    return Catalogue(texts, plurals)


def entries(text: str) -> Iterator[dict[str, str]]:
    """The entries of a .po text without its head: msgid, msgstr, or msgid_plural and msgstr[0], msgstr[1]."""
    for block in re.split(r"\n\s*\n", text):
        entry: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            if found := _LINE.fullmatch(line.strip()):
                name = found[1] or name
                entry[name] = entry.get(name, "") + json.loads(found[2])
        if entry.get("msgid"):
            yield entry


def typeset(text: str) -> str:
    """French spaces: before a colon, a semicolon, a percent sign, inside guillemets."""
    thin = _THIN.sub("\N{NARROW NO-BREAK SPACE}\\1", text)
    return _WIDE.sub(lambda at: f"{at[2] or ''}\N{NO-BREAK SPACE}{at[1] or ''}", thin)
