"""One Parquet file as SQL: which of its rows are used, and the SELECT behind each input table that it feeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cohortium.conformance.choices import STATE
from cohortium.conformance.layout import CENTRE, PATIENT
from cohortium.conformance.parquet_columns import Column
from cohortium.engines import Engine, Part
from cohortium.measures import Measure
from cohortium.protocol.model import Protocol
from cohortium.protocol.patterns import BITS, blocks_of
from cohortium.protocol.slots import LANES, places
from cohortium.provenance import ROWS_PER_SHEET
from cohortium.sources import ParquetFile

_TIMES = ("date", "month", "week")
OF_PART = 's."file_centre"'


def count_of(test: str) -> str:
    """SQL: of how many rows something is true."""
    return f"count(*) FILTER (WHERE {test})"


@dataclass
class Source:
    """Parquet files of the same columns, each a part of a table or the whole table of a centre, with their known columns."""

    parts: tuple[ParquetFile, ...]
    centres: tuple[str, ...]  # of each file the code of the centre that its place says, or none
    relation: str  # what to select from: the columns and file_row_number, from 0; of several parts also file_number and file_centre
    types: Mapping[str, str]  # name of a column -> its type, in their order
    columns: list[Column]
    twice: int = 0  # rows that stand a second time, where that would count twice
    objecting: tuple[tuple[str, str], ...] = ()  # centre and patient of those who are left out

    @classmethod
    def of(
        cls, engine: Engine, parts: Sequence[ParquetFile], centres: Sequence[str], types: Mapping[str, str], columns: list[Column]
    ) -> Source:
        """Files that are read as one."""
        read = [Part(part.number, part.path, centre) for part, centre in zip(parts, centres, strict=True)]
        relation = engine.parquet_parts(read) if len(read) > 1 else engine.parquet_source(parts[0].path)
        return cls(tuple(parts), tuple(centres), relation, types, columns)

    @property
    def centre(self) -> str:
        """The centre of a row in SQL: that of its column, if there is one, else of its place."""
        column = self.column(CENTRE)
        return column.value() if column else self.place

    @property
    def place(self) -> str:
        """The centre that the place of a row's file says, in SQL."""
        return OF_PART if len(set(self.centres)) > 1 else quoted(self.centres[0])

    @property
    def file(self) -> ParquetFile:
        """What stands for all parts: the first."""
        return self.parts[0]

    @property
    def number(self) -> str:
        """The number of a row's file in SQL."""
        return 's."file_number"' if len(self.parts) > 1 else str(self.file.number)

    @property
    def by_file(self) -> str:
        """What counts apart by the number of the file, as the first of what is selected."""
        return " GROUP BY 1" if len(self.parts) > 1 else ""

    def heads(self) -> dict[str, int]:
        """A centre that has files -> the number of the first, where what concerns a whole column is told."""
        return {centre: part.number for centre, part in reversed([*zip(self.centres, self.parts, strict=True)])}

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of the file."""
        return tuple(self.types)

    def column(self, variable: str) -> Column | None:
        """The column of a variable, if the file has one."""
        return next((column for column in self.columns if column.variable == variable), None)

    def value(self, variable: str, part: str = "") -> str:
        """The value of a variable in SQL; NULL where the file has no such column, or the cell was set aside."""
        column = self.column(variable)
        return column.value(part) if column else "NULL"

    def apart(self, engine: Engine, taken: Mapping[str, frozenset[int]]) -> Iterator[Source]:
        """The files by which columns are not read, by centre: what one centre's column holds takes nothing from another's."""
        alike: dict[frozenset[int], list[int]] = {}
        for at, centre in enumerate(self.centres):
            alike.setdefault(taken.get(centre, frozenset()), []).append(at)
        for away, own in alike.items():
            left = [replace(column) for column in self.columns if column.index not in away]
            if len(alike) == 1:
                yield replace(self, columns=left)
            else:
                yield Source.of(engine, [self.parts[at] for at in own], [self.centres[at] for at in own], self.types, left)

    def texts(self, engine: Engine, column: Column) -> list[str]:
        """The different texts of a column, in their order."""
        found = engine.rows(f"SELECT DISTINCT CAST({column.sql} AS STRING) FROM {self.relation} s WHERE {column.sql} IS NOT NULL")
        return sorted(row[0] for row in found)

    def texts_by_centre(self, engine: Engine, column: Column) -> dict[str, frozenset[str]]:
        """The different texts of a column, by the centre that the place says."""
        texts: dict[str, set[str]] = {}
        shown = f"{self.place}, CAST({column.sql} AS STRING)"
        for centre, text in engine.rows(f"SELECT DISTINCT {shown} FROM {self.relation} s WHERE {column.sql} IS NOT NULL"):
            texts.setdefault(centre, set()).add(text)
        return {centre: frozenset(own) for centre, own in texts.items()}

    @property
    def record(self) -> str:
        """The record of a row."""
        if len(self.parts) > 1:
            return f's."file_number" * {ROWS_PER_SHEET} + 1 + s."file_row_number"'
        return f'{self.file.number * ROWS_PER_SHEET + 1} + s."file_row_number"'

    @property
    def code(self) -> str:
        """The patient in SQL."""
        return self.value(PATIENT) if self.column(PATIENT) else "''"

    @property
    def no_key(self) -> str:
        """SQL: whether a row does not count, because it does not say whose it is or is of somebody who objects."""
        return f"{self.without_key} OR {self.objects}" if self.objecting else self.without_key

    @property
    def objects(self) -> str:
        """SQL: whether a row is of a patient who objects."""
        listed = ", ".join(quoted(f"{centre}\x1f{code}") for centre, code in self.objecting)
        return f"coalesce({self.centre} || chr(31) || {self.code} IN ({listed}), FALSE)"

    @property
    def without_key(self) -> str:
        """SQL: whether a row does not say whose it is; empty where none can be."""
        keys = [key for key in (self.centre, self.code) if not key.startswith("'") and key != OF_PART]
        empty = [f"coalesce({key}, '') = ''" if key == self.centre else f"{key} IS NULL" for key in keys]
        return " OR ".join(empty) or "FALSE"

    @property
    def blanks(self) -> str:
        """SQL: whether a patient is written with blanks around, or is nothing but them."""
        text, column = self.code, self.column(PATIENT)
        return f"{text} LIKE ' %' OR {text} LIKE '% ' OR {text} = ''" if column and column.type == "VARCHAR" else "FALSE"

    def trim(self) -> None:
        """Read patients without the blanks around."""
        column = self.column(PATIENT)
        if column:
            column.values[""] = f"nullif(trim({column.sql}), '')"

    def joined(self, *variables: str) -> str:
        """The file with the mapped texts of its key and of some variables."""
        wanted = [column.join for column in self.columns if column.join and column.variable in (CENTRE, *variables)]
        return " ".join([f"{self.relation} s", *wanted])

    @property
    def all_joined(self) -> str:
        """The file with all mapped texts."""
        return self.joined(*(column.variable for column in self.columns))

    def repeated_sql(self) -> str:
        """How many rows are the same as an earlier one."""
        return f"SELECT count(*) - count(DISTINCT hash({self._compared})) FROM {self.relation} s"

    @property
    def _compared(self) -> str:
        """What makes a row: two centres may call two patients alike."""
        own = [self.place] if len(set(self.centres)) > 1 else []
        return ", ".join([*own, *(f's."{name}"' for name in self.names)])

    @property
    def repeated_rows(self) -> str:
        """The rows that are exactly like an earlier one, as a SELECT of their records."""
        rank = f"row_number() OVER (PARTITION BY {self._compared} ORDER BY {self.record})"
        return f"SELECT again FROM (SELECT {self.record} AS again, {rank} AS rank FROM {self.relation} s) WHERE rank > 1"

    def used(self, missing_keys: int) -> str:
        """SQL: whether a row is used."""
        tests = [f"NOT ({self.no_key})"] if missing_keys else []
        if self.twice:
            tests.append(f"{self.record} NOT IN ({self.repeated_rows})")
        return " AND ".join(tests) or "TRUE"


Select = tuple[str, str]


def selects_of(source: Source, protocol: Protocol, measures: Mapping[str, Measure], faulty: Mapping[str, int]) -> Iterator[Select]:
    """(input table, SELECT) for everything that a file feeds; `faulty` counts what no rule of a column lets pass."""
    where = f" WHERE {source.used(faulty.get('', 0))}"
    for column in source.columns:
        column.values = column.each or column.values
        if column.rule and faulty.get(column.variable):
            # An answer that cannot be read is unknown: somebody wrote something, so it is not silence.
            otherwise = " ELSE 'unknown'" if column.kind is STATE and source.file.table != "patients" else ""
            column.values = {part: f"CASE WHEN {column.rule} IS NULL THEN {sql}{otherwise} END" for part, sql in column.values.items()}
    yield from _TABLES[source.file.table](source, where, protocol, measures, faulty)


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _select(source: Source, where: str, **columns: str) -> str:
    shown = {"record": source.record, "centre": source.centre, "code": source.code} | columns
    parts = ", ".join(f"{sql} AS {name}" for name, sql in shown.items())
    text = parts + where
    needed = [column.variable for column in source.columns if column.join and f"m{column.index}." in text]
    several = [column.each_join for column in source.columns if column.each_join and f"v{column.index}." in text]
    return f"SELECT {parts} FROM {' '.join([source.joined(*needed), *several])}{where}"


def _patients(source: Source, where: str, protocol: Protocol, measures: object, faulty: object) -> Iterator[Select]:
    fixed = ("sex", "arm", "birth_year", "screened", "last_contact", "death")
    yield "in_patients", _select(source, where, **{name: source.value(name) for name in fixed})
    for name, entry in protocol.characteristics.items():
        if source.column(name):
            value, number = source.value(name), entry.kind == "number"
            own = {"variable": f"'{name}'", "number": value if number else "NULL", "level": "NULL" if number else value}
            yield "in_characteristics", _select(source, f"{where} AND {value} IS NOT NULL", **own)


def _previous(source: Source, where: str, *_: object) -> Iterator[Select]:
    # Without a column `taken` what is listed was taken; a blank in that column is no record.
    taken = source.value("taken") if source.column("taken") else "'yes'"
    drug = source.value("drug")
    yield "in_previous", _select(source, f"{where} AND {drug} IS NOT NULL AND {taken} IS NOT NULL", drug=drug, taken=taken)


def _treatments(source: Source, where: str, *_: object) -> Iterator[Select]:
    dose, unit = source.value("daily_dose", "amount"), source.value("daily_dose", "unit")
    dates = {name: source.value(name) for name in ("start", "stop")}
    yield (
        "in_treatments",
        _select(source, where, drug=source.value("drug"), dose=dose, dose_unit=unit, stop_unreadable=_fault(source, "stop"), **dates),
    )
    reasons = source.column("stop_reasons")
    if reasons:
        name = f"texts_{source.file.number}_{reasons.index}_several"
        joined = f'{source.joined()} JOIN "{name}" r ON r.text = {reasons.sql}'
        yield "in_stop_reasons", f"SELECT {source.record} AS record, r.reason AS reason FROM {joined}{where}"


def _fault(source: Source, variable: str) -> str:
    column = source.column(variable)
    return f"({column.rule}) IS NOT NULL" if column and column.rule else "FALSE"


def _visits(source: Source, where: str, protocol: Protocol, measures: Mapping[str, Measure], faulty: Mapping[str, int]) -> Iterator[Select]:
    times = {"day": "date", "month": "month", "week": "week"}
    shown = {name: source.value(variable) for name, variable in times.items()}
    at = places(protocol, measures)
    scores = {at[column.variable]: column for column in source.columns if column.variable in measures}
    for part in sorted({0, *(part for part, _ in scores)}):
        lanes = {f"score{lane}": scores[part, lane].value() if (part, lane) in scores else "NULL" for lane in range(1, LANES + 1)}
        yield "in_visits", _select(source, where, **shown, part=str(part), **lanes)
    for column in scores.values():
        if faulty.get(column.variable):
            fault = f"SELECT {source.record} AS record, '{column.variable}' AS measure, {column.rule} AS fault"
            yield "in_faults", f"{fault} FROM {source.joined(column.variable)}{where} AND {column.rule} IS NOT NULL"


def _laboratory(source: Source, where: str, *_: object) -> Iterator[Select]:
    same = {name: source.value(name) for name in ("test", "value", "unit", "lower", "upper")}
    # A value whose unit or own limit cannot be read cannot be judged.
    sure = f"CASE WHEN NOT ({_doubt(source, 'unit', 'lower', 'upper')}) THEN"
    sign = source.value("value", "sign") if source.column("value") else "''"
    same |= {"value": f"{sure} {same['value']} END", "sign": f"{sure} coalesce({sign}, '') ELSE '' END"}
    yield "in_laboratory", _select(source, where, day=source.value("date"), **same)


def _doubt(source: Source, *variables: str) -> str:
    return " OR ".join(_fault(source, variable) for variable in variables)


def _limits(source: Source, where: str, *_: object) -> Iterator[Select]:
    # A limit whose unit, sex or first day cannot be read is no limit: for whom it holds is unknown.
    where = f"{where} AND NOT ({_doubt(source, 'unit', 'sex', 'valid_from')})"
    yield (
        "in_limits",
        _select(source, where, **{name: source.value(name) for name in ("test", "unit", "sex", "valid_from", "lower", "upper")}),
    )


def _events(source: Source, where: str, *_: object) -> Iterator[Select]:
    onset = (
        {"onset_from": source.value("onset", "from"), "onset_to": source.value("onset", "to")}
        if source.column("onset")
        else {
            "onset_from": "NULL",
            "onset_to": "NULL",
        }
    )
    term = {"term": source.value("term", "term"), "subterm": source.value("term", "subterm")}
    yield "in_events", _select(source, where, **term, **onset, ended=source.value("end"), symptomatic=source.value("symptomatic"))


def _reviews(source: Source, where: str, protocol: Protocol, *_: object) -> Iterator[Select]:
    for block, units in blocks_of(protocol, {column.variable for column in source.columns}).items():
        pattern = " + ".join(_bits(source.value(term), unit) for term, unit in units.items())
        anything = " OR ".join(f"{source.value(term)} IS NOT NULL" for term in units)
        yield "in_reviews", _select(source, f"{where} AND ({anything})", block=str(block), pattern=pattern)


def _bits(answer: str, unit: int) -> str:
    cases = " ".join(f"WHEN '{said}' THEN {unit * bit}" for said, bit in BITS.items())
    return f"CASE {answer} {cases} ELSE 0 END"


_TABLES: dict[str, Callable[..., Iterator[Select]]] = {
    "patients": _patients,
    "previous_treatments": _previous,
    "treatments": _treatments,
    "visits": _visits,
    "laboratory": _laboratory,
    "laboratory_limits": _limits,
    "events": _events,
    "event_review": _reviews,
}
