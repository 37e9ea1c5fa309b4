"""The tables of tables.tex, read back as they are set: commands obeyed as far as a table uses them, escapes undone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from cohortium.language import tr
from cohortium.outputs.latex import SPECIAL, escaped
from cohortium.outputs.release.read_back import Read, marks, plain

ROW, CELL = "\x1e", "\x1f"
_LETTERS = {text: letter for letter, text in SPECIAL.items() if text.startswith("\\") and letter != "\n"}
_TOKEN = re.compile(r"\\(?:[A-Za-z]+\*?|\\\*?|.)|[{}&~]|[^\\{}&~]+", re.S)
# Command -> its arguments: one that is dropped (-), or printed (+).
_ARGUMENTS = {"\\multicolumn": "--+", "\\hspace*": "-", "\\phantom": "-", "\\cmidrule": "-", "\\begin": "--", "\\end": "-"}
_PRINTED = {"\\textbf", "\\textit", "\\caption*"}
_TABLES = re.compile(r"\\begin\{longtable\}\{(?P<table>.*?)\\end\{longtable\}|\\tablenote\{(?P<note>[^\n]*)\}$", re.S | re.M)


@dataclass
class _Setter:
    """Sets tokens as text; what is raised goes apart."""

    tokens: list[str]
    raised: str = ""

    def set(self, inside: bool = False) -> str:
        """The text up to the end of the group."""
        shown = ""
        while self.tokens:
            token = self.tokens.pop(0)
            if token == "}" and inside:
                break
            shown += self._token(token, inside)
        return shown

    def _token(self, token: str, inside: bool) -> str:
        if token in ("\\\\", "\\\\*"):
            return " " if inside else ROW
        if token == "&":
            return CELL
        if token == "{":
            return self.set(True)
        if token == "\\textsuperscript":
            self.raised += f",{self._argument()}"
            return ""
        return " " if token == "~" else self._command(token) if token.startswith("\\") else token

    def _command(self, token: str) -> str:
        for name in (token + "{}", token):
            if name in _LETTERS:
                self.tokens[:2] = [] if name.endswith("{}") and self.tokens[:2] == ["{", "}"] else self.tokens[:2]
                return _LETTERS[name]
        if token == "\\ensuremath":
            return _LETTERS[f"{token}{{{''.join(self._raw())}}}"]
        arguments = [(kind, self._argument()) for kind in _ARGUMENTS.get(token, "")]
        return "".join(text for kind, text in arguments if kind == "+")

    def _raw(self) -> list[str]:
        end = self.tokens.index("}")
        found, self.tokens[: end + 1] = self.tokens[1:end], []
        return found

    def _argument(self) -> str:
        """The next group; a column's width stands without braces in none of these commands."""
        while self.tokens and self.tokens.pop(0) != "{":
            pass
        return self.set(True)


def _set(text: str) -> tuple[str, str]:
    setter = _Setter(_TOKEN.findall(text))
    return setter.set(), setter.raised


def shown(text: str) -> str:
    """How LaTeX prints a text of a table."""
    return plain(_set(escaped(text))[0])


def read_latex(path: Path) -> list[Read]:
    """The tables in their order, the columns of one that takes several pages beside each other."""
    found: list[Read] = []
    for match in _TABLES.finditer(path.read_text(encoding="utf-8")):
        if match["note"] is not None and found:
            text, raised = _set(match["note"])
            found[-1].notes.append(plain(text))
            found[-1].defined |= marks(raised)
        elif match["table"]:
            found = _added(found, match["table"])
    return found


def _added(found: list[Read], source: str) -> list[Read]:
    head, _, body = source.partition("\\endfoot")
    _, _, head = head.partition("\\caption*")
    caption, _, headings = head.partition("\\\\[2pt]")
    title = plain(_set(caption)[0])
    goes_on = found and title == plain(f"{found[-1].caption} {shown(tr(' (continued)'))}")
    read = found[-1] if goes_on else Read(title)
    texts, marked = _set(headings.partition("\\endfirsthead")[0])
    read.heads += [plain(text) for text in re.split(f"[{ROW}{CELL}]", texts)]
    rows, raised = _set(body)
    read.used |= marks(marked) | marks(raised)
    lines = [[plain(cell) for cell in row.split(CELL)] for row in rows.split(ROW) if plain(row)]
    read.add(lines)
    return found if goes_on else [*found, read]
