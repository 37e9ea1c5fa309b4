"""What is done to a clean delivery, and what must be said of it: a table of damages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from .deliveries import Cell, Made

DATES, SCORES, NUMBERS = ("date", "start", "stop", "onset"), ("IGA",), ("weight", "EASI")
WORKBOOKS = ("native", "foreign", "wide", "turned")


@dataclass(frozen=True)
class Planted:
    """A damage in its place: one of these checks tells it, or a kind of missing is counted; empty cells are counted as such."""

    name: str
    rules: tuple[str, ...] = ()
    file: str = ""
    cell: tuple[int, int] | None = None  # row and column of the file
    sheet: str = ""
    missing: str = ""
    also: tuple[str, ...] = ()  # what may be told besides, because the damage really brings it along


@dataclass(frozen=True)
class Text:
    """Texts for cells of some variables, in some forms, and the checks that tell of them."""

    name: str
    variables: tuple[str, ...]
    texts: tuple[Any, ...]
    rules: tuple[str, ...] = ()
    missing: str = ""
    forms: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


_NO_BASELINE = ("missing_baseline", "visit_without_time", "first_dose_missing", "start_missing", "dose_of_no_arm", "drug_missing")
TEXTS = (
    Text("no number", (*SCORES, *NUMBERS, "value"),
         ("abc", "~2", "5?", "1;2", "3-4", "0x1F", "1:30", "2 x", "１", "inf", "nan", "1e400"), ("not_a_number",)),
    Text("out of range", SCORES, (9, "7", -2), ("out_of_range",)),
    Text("out of range", ("weight",), (700, "12", "1500"), ("out_of_range",)),
    Text("out of range", ("EASI",), (73, "100"), ("out_of_range",)),
    Text("between steps", SCORES, (2.5, "1.25"), ("off_step",)),
    Text("missing code", (*SCORES, "weight"), (-9, "999", "-99"), ("missing_code",)),
    Text("unit behind", ("weight",), ("70kg", "154 lb"), ("unit_in_cell",)),
    Text("decimal or thousands", ("weight", "EASI"), ("1,234",), ("decimal_mark",), forms=("native", "wide", "turned", "texts")),
    Text("error", (*SCORES, *NUMBERS, *DATES, "sex", "value"), ("#N/A", "#REF!", "#DIV/0!", "#VALUE!"), ("excel_error",)),
    Text("no date", DATES, ("31/04/2021", "29/02/2021", "soon", "1:30", "2021-13-01", "0"), ("not_a_date",)),
    Text("both orders", DATES, ("03/04/2021", "11-12-2021"), ("date_order",), forms=("native", "texts", "wide", "turned")),
    Text("two digits", ("date", "start"), ("25/03/54",), ("two_digit_years",)),
    Text("no day", ("date", "start"), ("2021-03", "2021"), ("partial_date",)),
    Text("placeholder", DATES, ("1900-01-01", "1970-01-01", "9999-12-31"), ("placeholder_date",)),
    Text("number of a day", ("date",), (44300, "44197"), ("serial_date",)),
    Text("no level", ("sex",), ("X", "??f", "femelle adulte", "H"), ("unknown_code", "unknown_level")),
    Text("no answer", ("asthma",), ("++", "peut-être un peu", "2"), ("unknown_code", "not_yes_or_no")),
    Text("no dose", ("daily_dose",), ("high", "15 or 30"), ("not_a_dose",)),
    Text("no event", ("term",), ("moon", "acné sévère du dos"), ("unknown_term",)),
    Text("not applicable", (*SCORES, "weight"), ("NA", "n/a", "sans objet"), missing="not_applicable"),
    Text("not done", (*SCORES, "weight", "asthma"), ("ND", "non fait"), missing="not_done"),
    Text("unknown", (*SCORES, "weight", "asthma"), ("NK", "inconnu", "?"), missing="unknown"),
    Text("not asked", (*SCORES, "weight"), ("not asked",), missing="not_asked"),
    Text("blank", (*SCORES, "weight"), (".", "-"), missing="blank"),
    Text("no patient", ("patient",), ("", "  ", "#N/A"), ("missing_key",), also=("patient_without_row",)),
    Text("total", ("patient",), ("Total", "Moyenne"), ("total_row",), forms=("native", "texts", "foreign")),
    Text("men", ("pregnant",), ("yes",), ("sex_contradicts",)),
    Text("wrong accents", ("test",), ("CrÃ©atinine",), ("mojibake",)),
    Text("became a date", ("test",), ("2021-09-02", "2-Sep"), ("became_a_date",)),
)  # fmt: skip


def cell_damage(delivery: Made, dice: Random) -> Planted | None:
    """Another text in one cell, whose row no other damage touches."""
    text = dice.choice(TEXTS)
    if text.forms and delivery.form not in text.forms:
        return None
    fitting = [cell for cell in delivery.cells if cell.variable in text.variables and _fits(text, delivery, cell)]
    fitting = [cell for cell in fitting if not _near(cell, delivery)]
    if not fitting:
        return None
    cell = dice.choice(fitting)
    delivery.put(cell, dice.choice(text.texts))
    delivery.taken |= {(o.file, o.sheet, o.row, o.column) for o in delivery.cells if _same_record(cell, o, delivery)}
    return Planted(text.name, text.rules, cell.file, (cell.row, cell.column), cell.sheet, text.missing, text.also)


def _fits(text: Text, delivery: Made, cell: Cell) -> bool:
    if text.name == "men":
        sex = next((c for c in delivery.cells if c.variable == "sex" and c.patient == cell.patient), None)
        return sex is not None and delivery.get(sex) in ("M", "1")
    return not (text.name == "no patient" and delivery.turned and cell.sheet == "Suivi" and cell.column == 1)


def _same_record(cell: Cell, other: Cell, delivery: Made) -> bool:
    line = (lambda c: c.column) if delivery.turned and cell.sheet == "Suivi" else (lambda c: c.row)
    return (cell.file, cell.sheet) == (other.file, other.sheet) and line(cell) == line(other)


def _near(cell: Cell, delivery: Made) -> bool:
    """Whether the record of a cell is damaged already: two damages of one record may hide each other."""
    return any((o.file, o.sheet, o.row, o.column) in delivery.taken for o in delivery.cells if _same_record(cell, o, delivery))


def _sheet_of(delivery: Made, dice: Random) -> tuple[str, str]:
    """A sheet that is not turned, by file and name."""
    listed = sorted(place for place in delivery.headings if not (delivery.turned and place[1] == "Suivi"))
    return dice.choice(listed)


def _double_row(delivery: Made, dice: Random) -> Planted:
    file, sheet = _sheet_of(delivery, dice)
    rows = delivery.files[file][sheet]
    rows.append(list(rows[delivery.headings[file, sheet]]))
    also = ("missing_key", "total_row")  # where the row that is doubled is itself damaged
    return Planted("row twice", ("duplicate_row", *also), file, None, sheet, also=also)


def _more_columns(heading: str, value: str, rule: str) -> Callable[[Made, Random], Planted]:
    def plant(delivery: Made, dice: Random) -> Planted:
        file, sheet = _sheet_of(delivery, dice)
        rows, head = delivery.files[file][sheet], delivery.headings[file, sheet]
        width = max(map(len, rows))
        for number, row in enumerate(rows, start=1):
            row += [None] * (width - len(row))
            row.append(heading if number == head else value if number > head and row[0] is not None else None)
        return Planted(heading or "no heading", (rule,), file, None, sheet)

    return plant


def _legend(delivery: Made, dice: Random) -> Planted:
    delivery.files["07.xlsx"]["legend"] = [["code", "meaning"], ["1", "mild"]]
    return Planted("legend", ("unused_sheet",), "07.xlsx", None, "legend")


def _special(what: str, rule: str) -> Callable[[Made, Random], Planted]:
    def plant(delivery: Made, dice: Random) -> Planted:
        file, sheet = _sheet_of(delivery, dice)
        delivery.special.append((file, sheet, what, delivery.headings[file, sheet] + 2))
        return Planted(what, (rule,), file, None, sheet)

    return plant


def _lock(delivery: Made, dice: Random) -> Planted:
    delivery.raw["~$07.xlsx"] = b"x"
    return Planted("lock file", ("file_skipped",), "~$07.xlsx")


def _nul(delivery: Made, dice: Random) -> Planted:
    cell = next(cell for cell in delivery.cells if cell.variable == "patient" and cell.table == "visits")
    delivery.put(cell, f"{cell.patient[:2]}\0{cell.patient[2:]}")
    return Planted("NUL", ("nul_bytes",), cell.file)


def _ragged(delivery: Made, dice: Random) -> Planted | None:
    file = "07_visits.csv"
    sound = [cell.row for cell in delivery.cells if (cell.file, cell.variable) == (file, "patient") and not _near(cell, delivery)]
    if not sound:
        return None
    delivery.files[file][""][sound[-1] - 1] += ["more"]
    return Planted("ragged row", ("ragged_row",), file, also=("empty_header", "missing_baseline"))


def _stop_first(delivery: Made, dice: Random) -> Planted | None:
    stops = [cell for cell in delivery.cells if cell.variable == "stop" and not _near(cell, delivery)]
    if not stops:
        return None
    cell = dice.choice(stops)
    delivery.put(cell, "01/01/2020" if delivery.form == "foreign" else "2020-01-01")
    return Planted("stop before start", ("stop_before_start",), cell.file, (cell.row, cell.column), cell.sheet)


SHAPES: tuple[tuple[tuple[str, ...], Callable[[Made, Random], Planted | None]], ...] = (
    (("native", "texts", "foreign", "wide", "turned"), _double_row),
    (("native", "texts", "foreign", "wide"), _more_columns("shoes", "44", "unmapped_column")),
    (("native", "texts", "foreign", "wide"), _more_columns("", "note", "empty_header")),
    (("native", "texts", "foreign", "wide"), _more_columns("contact", "a.martin@example.org", "identifier_column")),
    (WORKBOOKS, _legend),
    (("native", "foreign", "wide"), _special("hidden row", "hidden_rows")),
    (("native", "foreign", "wide"), _special("hidden column", "hidden_column")),
    (("native", "foreign", "wide"), _special("comment", "comments")),
    (("native", "foreign", "wide"), _special("colour", "coloured_cells")),
    (("native", "foreign", "wide"), _special("merged", "merged_cells")),
    (("native", "foreign", "wide"), _special("hidden sheet", "hidden_sheet")),
    (("native", "foreign", "wide"), _special("formula", "excel_error")),
    (("native", "texts", "foreign", "wide", "turned"), _lock),
    (("texts",), _nul),
    (("texts",), _ragged),
    (("native", "texts", "foreign", "wide", "turned"), _stop_first),
)
"""Forms in which a damage can be done, and how."""


def plant(delivery: Made, dice: Random) -> Iterator[Planted]:
    """One to five damages, the shapes last, each in a place of its own."""
    first = [cell for cell in delivery.cells if _first_data(cell, delivery)]
    delivery.taken |= {(cell.file, cell.sheet, cell.row, cell.column) for cell in first}  # the row that shapes work on
    for _ in range(dice.randrange(1, 5)):
        found = cell_damage(delivery, dice)
        if found:
            yield found
    shape = dice.choice([plant for forms, plant in SHAPES if delivery.form in forms])
    if dice.random() < 0.6 and (found := shape(delivery, dice)):
        yield found


def _first_data(cell: Cell, delivery: Made) -> bool:
    head = delivery.headings[cell.file, cell.sheet]
    place = cell.column if delivery.turned and cell.sheet == "Suivi" else cell.row
    return place - head in (1, 2)
