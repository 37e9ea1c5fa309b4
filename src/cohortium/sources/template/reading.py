"""A filled template read back: its stamp stands for the mapping that another file would need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from cohortium.language import tr
from cohortium.protocol.document import Node
from cohortium.protocol.document import Place as Position
from cohortium.provenance import column_letters
from cohortium.sources.mapping.load import FOLDER, Written
from cohortium.sources.mapping.model import Column, Mapping, Reading
from cohortium.sources.mapping.views import combined
from cohortium.sources.names import Table
from cohortium.sources.raw import RawSheet
from cohortium.sources.template.stamp import Place, Stamp, stamp_of

_DAY_ZERO = date(1899, 12, 30)
_YEARS = range(1900, 2201)
_HABITS: dict[str, dict[str, Any]] = {"fr": {"decimal": ",", "dates": "day_first"}}
"""What the prompts of a template say about numbers and dates that are typed as text."""


@dataclass(frozen=True)
class Stamped(Written):
    """What the stamp of a template says of its file, in the form of a mapping.

    `placed` is the centre by the file's place, `lost` are the columns that are no longer there; `beside` is the mapping that
    holds what was answered about the files of the centre.
    """

    stamp: Stamp
    placed: str
    lost: tuple[Place, ...]
    beside: Written | None = None

    by_hand = False

    def holds_entries(self, sheet: str) -> bool:
        """Whether something is entered in a sheet: not in the control sheet, the lists and the stamp."""
        return sheet not in self.stamp.furniture

    @property
    def centre(self) -> str:
        """The centre of the stamp, else that of the file's place."""
        return self.stamp.centre or self.placed

    @property
    def answers_file(self) -> str:
        """A stamp is not written into: answers live in the mapping of the centre."""
        return self.beside.file if self.beside else f"{FOLDER}/{self.centre}.yaml"

    def with_answers(self, beside: Written | None) -> Stamped:
        """The stamp says where the columns are; what the mapping of the centre declares or was answered holds here too."""
        if beside is None:
            return self
        habits = {name: value for name, value in self.habits.items() if getattr(beside.mapping, name) is None}
        return replace(self, mapping=beside.mapping.model_copy(update={"readings": self.mapping.readings, **habits}), beside=beside)

    @property
    def habits(self) -> dict[str, Any]:
        """What the prompts say about numbers and dates that are typed as text, in the language of the template."""
        return _HABITS.get(self.stamp.language, {})

    def mistake(self, path: Iterable[Any], text: str, on_key: bool = False) -> str:
        """A mistake in words: there is no line of a mapping file to show."""
        said = "{file}: {text}. The headings of the template were changed; copy its entries into a new template."
        return tr(said, file=self.file, text=text)


def stamped(sheets: Sequence[RawSheet], file: str, centre: str, sha256: str) -> tuple[Stamped | None, list[RawSheet]]:
    """What the stamp of a workbook says, and the sheets as they show their cells; None and the same sheets without a stamp."""
    stamp = stamp_of(sheets)
    if stamp is None:
        return None, list(sheets)
    headings = {each: _headings(sheets, *each) for each in {(place.sheet, place.depth) for place in stamp.columns}}
    found = {place: number for place in stamp.columns if (number := _number(headings[place.sheet, place.depth], place))}
    lost = tuple(place for place in stamp.columns if place not in found)
    mapping = Mapping(readings=tuple(_readings(found)), **_HABITS.get(stamp.language, {}))
    written = Stamped(mapping, file, "", Node(Position(1, 1)), sha256, stamp, centre, lost)
    dated = {(place.sheet, number) for place, number in found.items() if place.answers == "date"}
    return written, [_as_shown(sheet, {number for name, number in dated if name == sheet.name}) for sheet in sheets]


def _headings(sheets: Sequence[RawSheet], name: str, depth: int) -> list[str]:
    """The headings of a sheet, its rows of headings put together; none where there is no such sheet."""
    sheet = next((each for each in sheets if each.name == name), None)
    high_enough = sheet and sheet.columns and len(sheet.columns[0]) >= depth
    return combined(sheet.columns, 1, depth) if sheet and high_enough else []


def _number(headings: Sequence[str], place: Place) -> int:
    """Where a column is: at its place, or, if it was moved, where its heading stands alone; 0 where it is gone."""
    if headings[place.column - 1 : place.column] == [place.heading]:
        return place.column
    others = [number for number, heading in enumerate(headings, start=1) if heading == place.heading]
    return others[0] if len(others) == 1 else 0


def _readings(found: dict[Place, int]) -> Iterator[Reading]:
    """One reading per sheet and table; on a sheet of several tables its patient is that of all."""
    keys = {place.sheet: column for place, column in found.items() if place.variable == "patient"}
    for (sheet, depth, table), places in groupby(found, key=lambda place: (place.sheet, place.depth, place.table)):
        blocks: dict[int, dict[str, Column]] = {}
        for place in places:
            blocks.setdefault(place.block, {})[place.variable] = _column(found[place])
        own = ({"patient": _column(keys[sheet])} if sheet in keys else {}) | blocks.pop(-1, {})
        yield Reading(table=_known(table), sheet=sheet, heading=(1, depth), columns=own, blocks=tuple(blocks.values()))


def _known(table: str) -> Table:
    return table  # pyright: ignore[reportReturnType] - a stamp of another table was refused


def _column(number: int) -> Column:
    return Column(at=column_letters(number))


def _as_shown(sheet: RawSheet, dated: set[int]) -> RawSheet:
    """A year alone in a cell of dates is a number, which a reader takes for a day of 1905; the cell shows the year."""
    if not dated:
        return sheet
    columns = (list(map(_year, column)) if number in dated else column for number, column in enumerate(sheet.columns, start=1))
    return replace(sheet, columns=tuple(columns))


def _year(text: str) -> str:
    if not text.startswith(("1905-", "1906-")) or len(text) != 10:
        return text
    days = (date.fromisoformat(text) - _DAY_ZERO).days
    return str(days) if days in _YEARS else text
