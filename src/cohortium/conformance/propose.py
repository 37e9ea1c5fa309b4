"""A mapping proposed for a file: what is certain is written, what is not is marked unsure and stays unread until confirmed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from cohortium.conformance.headings import HEADINGS, by_heading, timed
from cohortium.conformance.layout import REQUIRED, Columns, known_columns
from cohortium.conformance.names import CLOSE, clean, plain
from cohortium.conformance.reading import QUARANTINED, Kind, read_cell
from cohortium.conformance.shapes import looks_turned
from cohortium.language import marked, tr
from cohortium.measures import Measure
from cohortium.protocol.model import Protocol
from cohortium.provenance import column_letters
from cohortium.sources import Sheet
from cohortium.sources.mapping.model import Mapping as Settings
from cohortium.sources.mapping.views import turned
from cohortium.sources.names import TABLES

_FIRST_ROWS, _MOST_CODES = 15, 12
_TOO_SHORT = 2  # Age is no misspelt AE
_NO_VISIT = {"patient", "centre", "date", "month", "week"}
_DATES = ("date", *HEADINGS["date"])
_DATE = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ][0-9]{2,4}")
_COMMA, _POINT = re.compile(r"[+-]?[0-9]+,[0-9]{1,2}"), re.compile(r"[+-]?[0-9]+\.[0-9]+")


_HEAD = marked("# Proposed for data/{file}. Check every line; a column marked unsure is not read until its line unsure is taken away.")
_ADDED = marked("# Added for data/{file}.")
_EARLIER = marked("an earlier treatment, or the one of the study?")
_LACKING = marked("# {table}: no column is {column}. Where it is the same in every row, add a reading with {column}: {{value: ...}}")
_TAKEN = {"month": marked("taken for {measure} at month {number}"), "week": marked("taken for {measure} at week {number}")}
_ORDER = marked("# dates: day_first   or month_first? No date here says which; those that can be read both ways stay set aside.")


@dataclass
class Guess:
    """A column of a sheet and what it may be."""

    variable: str
    kind: Kind
    index: int
    heading: str
    doubts: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    when: tuple[str, int] | None = None  # month or week, number: a column of a wide sheet


@dataclass(frozen=True)
class Proposed:
    """The lines of a mapping file: those about the whole file, and its readings; how many columns it is sure and unsure of."""

    head: tuple[str, ...]
    readings: tuple[str, ...]
    sure: int
    unsure: int
    unused: int

    @property
    def text(self) -> str:
        """A whole mapping file."""
        return "\n".join([*self.head, "readings:", *(f"  {line}" for line in self.readings)]) + "\n"


def propose(
    sheets: Sequence[Sheet],
    file: str,
    centre: str,
    protocol: Protocol,
    measures: Mapping[str, Measure],
    encoding: str = "",
    beside: Settings | None = None,
) -> Proposed:
    """A mapping for the sheets of one file; `file` is its path below data/, `encoding` what somebody said of it.

    It is for every file of the centre that looks like this one, so no line names the file; where its place says no centre, one does.
    `beside`: what a mapping says in which there are other readings; order of dates and decimal mark then stand at each column.
    """
    known = known_columns(protocol, measures)
    alone = len(sheets) == 1
    sheets = [turned(sheet) if looks_turned(sheet, known) else sheet for sheet in sheets]
    place = f"centre: {_quoted(centre)}" if centre else f"files: {_quoted(file)}"
    head = [tr(_HEAD, file=file), place, *([f"encoding: {encoding}"] if encoding else [])]
    found = [(sheet, row, *_best(sheet, row, known, measures)) for sheet in sheets for row in [_heading_row(sheet, known, measures)] if row]
    guesses = [guess for *_, tables in found for several in tables.values() for guess in several]
    texts = [(guess, set(_texts(sheet, row, guess.index))) for sheet, row, _, tables in found for g in tables.values() for guess in g]
    settings = [*_date_order(texts), *_decimal_mark(texts)]
    if beside is not None:
        _at_each_column(guesses, dict(line.split(": ", 1) for line in settings if not line.startswith("#")), beside)
    lines: list[str] = [] if beside is None else [tr(_ADDED, file=file)]
    unused = 0
    for sheet, row, rest, tables in found:
        unused += len(rest)
        lines += [tr("# not used: {headings}", headings=", ".join(_comment(heading) for heading in rest))] if rest else []
        lines += _nearly(sheet, row, known, measures)
        for table, several in tables.items():
            lines += _reading(sheet, row, table, several, alone)
    unsure = sum(bool(guess.doubts) for guess in guesses)
    return Proposed((*head, *settings), tuple(lines), len(guesses) - unsure, unsure, unused)


def _at_each_column(guesses: Iterable[Guess], settings: Mapping[str, str], beside: Settings) -> None:
    """What a file says of its dates and numbers, where its mapping does not say the same for all files."""
    for name, family in (("dates", "date"), ("decimal", "number")):
        if settings.get(name, "").strip('"') not in ("", getattr(beside, name)):
            for guess in guesses:
                guess.extra += [f"{name}: {settings[name]}"] if guess.kind.family == family else []


def _texts(sheet: Sheet, row: int, index: int) -> Iterator[str]:
    return (cleaned for text in set(sheet.columns[index - 1][row:]) if (cleaned := clean(text)))


def _heading_row(sheet: Sheet, known: Mapping[str, Columns], measures: Mapping[str, Measure]) -> int:
    """The row of the first few that names most known columns; 0 where none names the patient."""
    names = {name for columns in known.values() for name in columns} | set(by_heading(_variables(known)))
    best, most = 0, 0
    for row in range(1, min(_FIRST_ROWS, sheet.height) + 1):
        headings = [plain(clean(column[row - 1])) for column in sheet.columns]
        count = sum(heading in names or bool(heading and timed(heading, measures)) for heading in headings)
        best, most = (row, count) if count > most else (best, most)
    return best


def _variables(known: Mapping[str, Columns]) -> list[str]:
    return list(dict.fromkeys(variable for columns in known.values() for variable, _ in columns.values()))


def _best(
    sheet: Sheet, row: int, known: Mapping[str, Columns], measures: Mapping[str, Measure]
) -> tuple[list[str], dict[str, list[Guess]]]:
    """The headings that nothing fits, and the guesses by table: the sheet's own table, else every table that it can fill."""
    tables = [sheet.table] if sheet.table else [table for table in TABLES if table != "laboratory_limits"]
    found: dict[str, list[Guess]] = {}
    for table in tables:
        guesses = [guess for index in range(1, sheet.width + 1) if (guess := _guess(sheet, row, index, table, known[table], measures))]
        guesses = _once(guesses)
        if _enough(table, guesses):
            found[table] = guesses if sheet.table else _in_doubt(table, guesses)
    if len(found) > 1 and {guess.variable for guess in found.get("visits", ())} <= _NO_VISIT:
        found.pop("visits", None)  # the date of a laboratory value or an event is no visit
    used = {guess.index for guesses in found.values() for guess in guesses}
    rest = [clean(column[row - 1]) for index, column in enumerate(sheet.columns, start=1) if index not in used]
    return [heading for heading in rest if heading], found


def _in_doubt(table: str, guesses: list[Guess]) -> list[Guess]:
    """A drug on a sheet of no name is rather that of the study: taken for an earlier one it would leave its patients out."""
    for guess in guesses if table == "previous_treatments" else ():
        guess.doubts += [tr(_EARLIER)] if guess.variable != "patient" else []
    return guesses


def _nearly(sheet: Sheet, row: int, known: Mapping[str, Columns], measures: Mapping[str, Measure]) -> Iterator[str]:
    """What the treatments of a sheet lack to be proposed, where they lack one column only: it may be the same for every row."""
    guesses = [_guess(sheet, row, index, "treatments", known["treatments"], measures) for index in range(1, sheet.width + 1)]
    have = {guess.variable for guess in guesses if guess}
    lacking = [group[0] for group in REQUIRED["treatments"] if not have & set(group)]
    if len(lacking) == 1 and not sheet.table:
        yield tr(_LACKING, table="treatments", column=lacking[0])


def _enough(table: str, guesses: Sequence[Guess]) -> bool:
    have = {guess.variable for guess in guesses} | {guess.when[0] for guess in guesses if guess.when}
    return all(have & set(group) for group in REQUIRED[table]) and bool(have - {"patient", "centre"})


def _guess(sheet: Sheet, row: int, index: int, table: str, known: Columns, measures: Mapping[str, Measure]) -> Guess | None:
    heading = clean(sheet.columns[index - 1][row - 1])
    name = plain(heading)
    if not name:
        return None
    wide = timed(heading, measures) or timed(heading, _DATES) if table == "visits" else None
    if wide:
        measure, unit, number, sure = wide
        measure = "date" if measure in _DATES else measure
        guess = Guess(measure, known[plain(measure)][1], index, heading, when=(unit, number))
        guess.doubts += [] if sure else [tr(_TAKEN[unit], measure=measure, number=number)]
        return _looked_at(guess, sheet, row)
    others = by_heading(variable for variable, _ in known.values())
    if name in known or name in others:
        variable, kind = known.get(name) or known[plain(others[name])]
        return _looked_at(Guess(variable, kind, index, heading), sheet, row)
    words = [word for word in (*known, *others) if len(word) > _TOO_SHORT]
    close = [] if re.search(r"[0-9]", name) else get_close_matches(name, words, n=1, cutoff=CLOSE)
    if not close:
        return None
    variable, kind = known.get(close[0]) or known[plain(others[close[0]])]
    return _looked_at(Guess(variable, kind, index, heading, [tr("the heading is close to {variable}", variable=variable)]), sheet, row)


def _once(guesses: list[Guess]) -> list[Guess]:
    """Two columns for one variable: a doubt for both, unless only one is certain."""
    for guess in guesses:
        same = [other for other in guesses if (other.variable, other.when) == (guess.variable, guess.when)]
        if len(same) > 1:
            letters = ", ".join(column_letters(other.index) for other in same)
            guess.doubts.append(tr("several columns may be this one: {columns}", columns=letters))
    first: dict[tuple[str, tuple[str, int] | None], Guess] = {}
    for guess in guesses:
        first.setdefault((guess.variable, guess.when), guess)
    return list(first.values())


def _looked_at(guess: Guess, sheet: Sheet, row: int) -> Guess:
    """A doubt where the study's words do not cover what is written; a few codes are listed for somebody to say what they mean."""
    texts = list(_texts(sheet, row, guess.index))
    strange = sorted(text for text in texts if read_cell(guess.kind, text).status == QUARANTINED)
    if guess.kind.family == "text" and strange and len(strange) <= _MOST_CODES:
        guess.doubts.append(tr("write what each code stands for"))
        guess.extra.append("codes: {" + ", ".join(f'{_quoted(text)}: "?"' for text in strange) + "}")
    elif guess.kind.family == "number" and len(strange) * 2 > len(texts) and all("/" in text for text in strange):
        guess.doubts.append(tr("the cells hold several numbers; say which part is meant"))
        guess.extra.append('part: 1, separator: "/"')
    return guess


def _date_order(texts: Iterable[tuple[Guess, set[str]]]) -> list[str]:
    dates = [_DATE.fullmatch(text) for guess, some in texts if guess.kind.family == "date" for text in some]
    pairs = [(int(found[1]), int(found[2])) for found in dates if found]
    # 32/13 is no date in either order.
    first, second = (any(12 < day <= 31 and month <= 12 for day, month in some) for some in (pairs, [(b, a) for a, b in pairs]))
    if first != second:
        return [f"dates: {'day_first' if first else 'month_first'}"]
    return [tr(_ORDER)] if pairs else []


def _decimal_mark(texts: Iterable[tuple[Guess, set[str]]]) -> list[str]:
    numbers = [text for guess, some in texts if guess.kind.family == "number" for text in some]
    comma = any(_COMMA.fullmatch(text) for text in numbers)
    return ['decimal: ","'] if comma and not any(_POINT.fullmatch(text) for text in numbers) else []


def _reading(sheet: Sheet, row: int, table: str, guesses: Sequence[Guess], alone: bool) -> Iterator[str]:
    yield f"- table: {table}"
    if sheet.sheet and not alone:  # the only sheet of a file is known without its name, which changes from delivery to delivery
        yield f"  sheet: {_quoted(sheet.sheet)}"
    if sheet.turned:
        yield f"  turned: {str(sheet.turned).lower()}"
    yield f"  heading: {row}"
    yield "  columns:"
    yield from (f"    {_entry(sheet, row, guess)}" for guess in guesses if not guess.when)
    blocks = dict.fromkeys(guess.when for guess in guesses if guess.when)
    if blocks:
        yield "  blocks:"
    for unit, number in blocks:
        own = sorted((guess for guess in guesses if guess.when == (unit, number)), key=lambda guess: guess.variable != "date")
        dated = any(guess.variable == "date" for guess in own)
        entries = [*([] if dated else [f"{unit}: {{value: {number}}}"]), *(_entry(sheet, row, guess) for guess in own)]
        yield from (f"    {'  ' if place else '- '}{entry}" for place, entry in enumerate(entries))


def _entry(sheet: Sheet, row: int, guess: Guess) -> str:
    alone = sum(plain(clean(column[row - 1])) == plain(guess.heading) for column in sheet.columns) == 1
    place = f"column: {_quoted(guess.heading)}" if alone else f"at: {column_letters(guess.index)}"
    if not guess.extra and not guess.doubts and alone:
        return f"{_quoted(guess.variable)}: {_quoted(guess.heading)}"
    doubt = [f"unsure: {_quoted('; '.join(guess.doubts))}"] if guess.doubts else []
    return f"{_quoted(guess.variable)}: {{{', '.join([place, *guess.extra, *doubt])}}}"


def _quoted(text: str) -> str:
    """Bare where YAML reads it as the same text, else between quotes."""
    bare = re.fullmatch(r"[A-Za-z][A-Za-z_]*(?: [A-Za-z0-9]+)*", text) and text.lower() not in _WORDS
    return text if bare else json.dumps(text, ensure_ascii=False)


_WORDS = ("null", "true", "false", "yes", "no", "on", "off")


def _comment(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)
