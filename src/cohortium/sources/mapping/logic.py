"""REDCap's branching logic, by a parser of its own: `[sex] = "0" and [meds(3)] = "1"` says whether a question was asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from operator import eq, ge, gt, le, lt, ne

from cohortium.language import tr

_TOKEN = re.compile(r"""\s*(?:(\[[^\[\]]{1,100}\])|("[^"]*"|'[^']*')|([0-9]+(?:\.[0-9]+)?)|(<>|!=|<=|>=|=|<|>)|([()])|(\w+))""")
_COMPARE: dict[str, Callable[..., bool]] = {"=": eq, "<>": ne, "!=": ne, "<": lt, ">": gt, "<=": le, ">=": ge}
_FIELD = re.compile(r"\[(\w+)(?:\((-?\w+)\))?\]")
_MOST_LEVELS = 30
Row = Callable[[str], str]
"""From the name of a field to what the row says there."""


class Logic:
    """A condition on a row; `fields` are the columns that it looks at."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._at = self._level = 0
        self.fields: list[str] = []
        self.holds = self._either()
        if self._at < len(self._tokens):
            raise ValueError(tr('"{token}" is not understood in this condition', token=self._tokens[self._at]))

    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1] if self._at <= len(self._tokens) else ""

    def _either(self) -> Callable[[Row], bool]:
        found = [self._both()]
        while self._next().lower() == "or":
            self._take()
            found.append(self._both())
        return lambda row: any(each(row) for each in found)

    def _both(self) -> Callable[[Row], bool]:
        found = [self._one()]
        while self._next().lower() == "and":
            self._take()
            found.append(self._one())
        return lambda row: all(each(row) for each in found)

    def _one(self) -> Callable[[Row], bool]:
        self._level += 1
        if self._level > _MOST_LEVELS:
            raise ValueError(tr("the condition is nested too deeply"))
        if self._next().lower() == "not":
            self._take()
            inner = self._one()
            self._level -= 1
            return lambda row: not inner(row)
        if self._next() == "(":
            self._take()
            inner = self._either()
            if self._take() != ")":
                raise ValueError(tr('a ")" is missing in this condition'))
            self._level -= 1
            return inner
        self._level -= 1
        return self._comparison()

    def _comparison(self) -> Callable[[Row], bool]:
        left, sign, right = self._operand(), self._take(), None
        if sign not in _COMPARE:
            raise ValueError(tr("a comparison such as [field] = '1' is expected in this condition"))
        right, compare = self._operand(), _COMPARE[sign]
        return lambda row: _compared(compare, left(row), right(row))

    def _operand(self) -> Callable[[Row], str]:
        token = self._take()
        if field := _FIELD.fullmatch(token):
            name = f"{field[1]}___{field[2]}" if field[2] else field[1]
            self.fields.append(name)
            return lambda row: row(name)
        if token[:1] in ("'", '"'):
            return lambda row: token[1:-1]
        if token[:1].isdigit():
            return lambda row: token
        raise ValueError(tr("a field such as [sex] or a text such as '1' is expected in this condition"))


def _tokens(text: str) -> list[str]:
    found, position = [], 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if not match:
            raise ValueError(tr("this condition is not understood; write for example [sex] = '1'"))
        found.append(match[0].strip())
        position = match.end()
    if re.search(r"\]\s*\[", text):
        raise ValueError(tr("conditions on another event, such as [event][field], are not followed; write one on the same row"))
    return found


def _compared(compare: Callable[..., bool], left: str, right: str) -> bool:
    """As numbers where both are, else as texts; an order of texts is no condition that holds."""
    try:
        return compare(Decimal(left), Decimal(right))
    except InvalidOperation:
        return compare(left, right) if compare in (eq, ne) else False
