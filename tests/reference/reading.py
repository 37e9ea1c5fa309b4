"""Native tables to persons with typed records: duplicates once, conflicts set aside, the data cut applied where it needs no index date."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from .items import score
from .measures import Measure, measures_of
from .texts import blank, day, dose, listed, number, plain, possible_days, signed, squeezed
from .time import accepted, shift

KEYED = ("patients", "previous_treatments", "treatments", "visits", "laboratory", "events", "event_review")
DEFAULT_BASELINE = {"from": "-90 days", "to": "0 days", "pick": "last"}


@dataclass
class Row:
    """One treatments row."""

    order: tuple
    drug: str
    dose: tuple[Fraction, str] | None
    start: date
    stop: date | None
    reasons: list[str]


@dataclass
class Visit:
    order: tuple
    day: date | None
    nominal: tuple[int, int] | None
    scores: dict[str, Fraction | None]  # None: the cell is set aside


@dataclass
class Test:
    """One laboratory row."""

    order: tuple
    day: date | None
    test: str
    value: Fraction | None
    unit: str
    upper: Fraction | None
    lower: Fraction | None
    sign: str = ""  # "<", "<=", ">", ">=": the true value is only known to lie there


@dataclass
class Event:
    order: tuple
    term: str | None
    subterm: str | None
    onset: tuple[date, date] | None
    ended: date | None
    symptomatic: str  # empty: nothing was said


@dataclass
class Person:
    centre: str
    code: str
    facts: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    undated: list[tuple] = field(default_factory=list)  # drug and dose, in a study without dates
    visits: list[Visit] = field(default_factory=list)
    tests: list[Test] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    reviews: dict[str, list[str]] = field(default_factory=dict)
    previous: dict[str, list[str]] = field(default_factory=dict)
    arm: str | None = None
    index: date | None = None
    course: object = None
    stop: date | None = None
    switched: bool = False
    left: str = ""
    death: date | None = None
    end: date | None = None
    notes: set[str] = field(default_factory=set)
    outcomes: dict = field(default_factory=dict)
    statuses: dict = field(default_factory=dict)

    @property
    def included(self) -> bool:
        return not self.left


@dataclass
class Study:
    protocol: dict
    measures: dict[str, Measure]
    limits: list[dict]
    persons: list[Person]
    dated: bool
    screened: bool
    births: dict = field(default_factory=dict)
    written_ages: dict = field(default_factory=dict)

    def ages(self, person: Person, visit_day: date | None) -> int | None:
        """The age reached in the year of a visit; without a year of birth up to it, or a day, the age written. Two of them say nothing."""
        births, ages = (of.get((person.centre, person.code), set()) for of in (self.births, self.written_ages))
        if visit_day and len(births) == 1 and min(births) <= visit_day.year:
            return visit_day.year - next(iter(births))
        return next(iter(ages)) if len(ages) == 1 else None

    @property
    def cut(self) -> date | None:
        """A study without any dates: enrolment and data cut do not apply."""
        return day(self.protocol.get("data_cut")) if self.dated else None

    @property
    def timepoints(self) -> dict[str, dict]:
        """Baseline: a window like any other, by default the last value from 90 days before to the index date."""
        return {"baseline": DEFAULT_BASELINE} | self.protocol["timepoints"]


def read(protocol: dict, tables: dict[str, list[dict]]) -> Study:
    taken = {row["_order"][:2] for row in tables.get("previous_treatments", []) if "taken" in row}
    # An empty column is no column: whoever adds one must change no number.
    study_screened = any(not blank(row.get("screened")) for row in tables.get("patients", []))
    tables = {name: _once(rows) for name, rows in tables.items()}
    for row in tables.get("previous_treatments", []):
        row["_taken_column"] = row["_order"][:2] in taken
    persons = {key: Person(*key) for key in sorted(_keys(tables))}
    study = Study(protocol, measures_of(protocol), [], list(persons.values()), _dated(tables), study_screened)
    _read_ages(study, tables.get("patients", []))
    for name, fill in FILL.items():
        for row in tables.get(name, []):
            fill(study, persons[row["_centre"], row["patient"]], row)
    for person in study.persons:
        person.facts = _facts(study, person, tables)
        person.death = day(person.facts.get("death"))
    study.limits = [_limit(study, row) for row in tables.get("laboratory_limits", [])]
    return study


def _read_ages(study: Study, rows: list[dict]) -> None:
    declared = "age" in (study.protocol.get("characteristics") or {})
    for column, known, most in (("birth_year", study.births, 2100), ("age", study.written_ages, 120)):
        for row in rows if column == "birth_year" or declared else ():
            value = None if blank(row.get(column)) else number(row[column])
            if value is not None and value <= most:
                known.setdefault((row["_centre"], row["patient"]), set()).add(int(value))


def _once(rows: list[dict]) -> list[dict]:
    """Exact duplicate rows of one table in one centre count once."""
    kept: dict = {}
    for row in sorted(rows, key=lambda row: row["_order"]):
        cells = {column: str(text).strip() for column, text in row.items() if column != "_order" and not blank(text)}
        kept.setdefault(frozenset(cells.items()), {"_order": row["_order"], **cells})
    return list(kept.values())


def _keys(tables: dict) -> set[tuple[str, str]]:
    return {(row["_centre"], row["patient"]) for name in KEYED for row in tables.get(name, [])}


DATES = {"treatments": ("start", "stop"), "visits": ("date",), "laboratory": ("date",), "patients": ("screened", "last_contact", "death")}


def _dated(tables: dict) -> bool:
    """Whether there is an accepted date anywhere (treatments, visits, laboratory, events, patients)."""
    plain_dates = any(day(row.get(column)) for name, columns in DATES.items() for row in tables.get(name, []) for column in columns)
    return plain_dates or any(possible_days(row.get("onset")) or day(row.get("end")) for row in tables.get("events", []))


def _facts(study: Study, person: Person, tables: dict) -> dict[str, str]:
    """Several rows for one key and different values in a column: that column is set aside for the patient."""
    texts: dict[str, dict[object, str]] = {}
    for row in tables.get("patients", []):
        if (row["_centre"], row["patient"]) == (person.centre, person.code):
            for column in row.keys() - {"_order"}:
                texts.setdefault(column, {})[_meant(study.protocol, column, row[column])] = row[column]
    if any(len(values) > 1 for values in texts.values()):
        person.notes.add("conflicting_patient")
    return {column: next(iter(values.values())) for column, values in texts.items() if len(values) == 1}


def _meant(protocol: dict, column: str, text: str) -> object:
    """Two spellings of one value (F and Women, 70.50 and 70.5) are not different values."""
    if column == "sex":
        return sex_of(protocol, text)
    known = (protocol["arms"] if column == "arm" else (protocol.get("characteristics") or {}).get(column, {}).get("levels")) or {}
    for name, entry in known.items():
        label = entry.get("label") if isinstance(entry, dict) else entry
        if plain(text) in {plain(name), plain(label or name)}:
            return name
    return text if number(text) is None else number(text)


def _fill_treatments(study: Study, person: Person, row: dict) -> None:
    """Treatments starting after the cut do not exist."""
    start, stop = day(row.get("start")), day(row.get("stop"))
    drug = drug_name(study.protocol, row.get("drug", ""))
    if not study.dated:
        person.undated.append((drug, dose(row.get("daily_dose"))))
    if start is None or (study.cut and start > study.cut):
        return
    reasons = _reasons(study.protocol, row.get("stop_reasons", ""))
    person.rows.append(Row(row["_order"], drug, dose(row.get("daily_dose")), start, stop, reasons))


def drug_name(protocol: dict, text: str) -> str:
    for name, entry in (protocol.get("drugs") or {}).items():
        entry = entry if isinstance(entry, dict) else {"label": entry}
        if plain(text) in {plain(name), plain(entry.get("label", name)), *map(plain, listed(entry.get("synonyms")))}:
            return plain(name)
    return plain(text)


def _reasons(protocol: dict, text: str) -> list[str]:
    """A reason listed twice on one row is one mention."""
    declared = {}
    for name, entry in (protocol.get("stop_reasons") or {}).items():
        label = entry.get("label", name) if isinstance(entry, dict) else entry
        declared |= {plain(name): name, plain(label or name): name}
    parts = [part for part in str(text).replace(",", ";").replace("+", ";").replace("/", ";").split(";") if part.strip()]
    return list(dict.fromkeys(declared[plain(part)] for part in parts if plain(part) in declared))


def _fill_visits(study: Study, person: Person, row: dict) -> None:
    """A visit may carry `month` or `week` instead of a date; a row with a date uses its date."""
    nominal = None
    if row.get("month"):
        nominal = (int(row["month"]), 0)
    elif row.get("week"):
        nominal = (0, 7 * int(row["week"]))
    visit_day = day(row.get("date"))
    age = study.ages(person, visit_day)
    said = {name: score(study.protocol, name, measure, row, age) for name, measure in study.measures.items()}
    scores = {name: value for name, (anything, value, _) in said.items() if anything}
    person.notes.update(note for *_, note in said.values() if note)
    person.visits.append(Visit(row["_order"], visit_day, None if visit_day else nominal, scores))


def _fill_laboratory(study: Study, person: Person, row: dict) -> None:
    test_day = day(row.get("date"))
    if study.cut and test_day and test_day > study.cut:
        return
    sign, written = signed(row.get("value", ""))
    value, upper, lower = (None if blank(text) else number(text) for text in (written, row.get("upper"), row.get("lower")))
    person.tests.append(Test(row["_order"], test_day, plain(row.get("test", "")), value, squeezed(row.get("unit")), upper, lower, sign))


def _fill_events(study: Study, person: Person, row: dict) -> None:
    onset = possible_days(row.get("onset"))
    if study.cut and onset and onset[0] > study.cut:
        return
    term, subterm = _term(study.protocol, row.get("term", ""))
    symptoms = "" if blank(row.get("symptomatic")) else FOUR[plain(row["symptomatic"])]
    person.events.append(Event(row["_order"], term, subterm, onset, day(row.get("end")), symptoms))


def subterms(term: dict) -> dict[str, str]:
    declared = term.get("subterms") or {}
    if isinstance(declared, dict):
        return declared
    return {"_".join(str(name).lower().split()): str(name) for name in declared}


def _term(protocol: dict, text: str) -> tuple[str | None, str | None]:
    for name, term in (protocol.get("safety") or {}).get("terms", {}).items():
        if plain(text) in {plain(name), plain(term.get("label") or name)}:
            return name, None
        for sub, label in subterms(term).items():
            if plain(text) in {plain(sub), plain(label)}:
                return name, sub
    return None, None


FOUR = {"yes": "yes", "no": "no", "not done": "not_done", "unknown": "unknown"}


def _fill_event_review(study: Study, person: Person, row: dict) -> None:
    """A blank or an unticked box is not a no."""
    terms = [*(study.protocol.get("safety") or {}).get("terms", {}), "any", "any_clinical", "any_biological"]
    for term in terms:
        if not blank(row.get(term)):
            person.reviews.setdefault(term, []).append(FOUR[plain(row[term])])


def _fill_previous_treatments(study: Study, person: Person, row: dict) -> None:
    """No `taken` column means listed = taken; a blank in an existing column is an absent record."""
    taken = row.get("taken", "" if row.get("_taken_column") else "yes")
    if not blank(taken):
        person.previous.setdefault(drug_name(study.protocol, row.get("drug", "")), []).append(FOUR[plain(taken)])


FILL = {
    "treatments": _fill_treatments, "visits": _fill_visits, "laboratory": _fill_laboratory, "events": _fill_events,
    "event_review": _fill_event_review, "previous_treatments": _fill_previous_treatments,
}  # fmt: skip


def sex_of(protocol: dict, text: str) -> str:
    """The characteristic's level where declared, else the text in capitals."""
    levels = ((protocol.get("characteristics") or {}).get("sex") or {}).get("levels") or {}
    for name, label in levels.items():
        if plain(text) in {plain(name), plain(label or name)}:
            return name
    return plain(text).upper()


def _limit(study: Study, row: dict) -> dict:
    return {
        "centre": row["_centre"], "test": plain(row.get("test", "")), "unit": squeezed(row.get("unit")),
        "sex": sex_of(study.protocol, row.get("sex", "")), "valid_from": day(row.get("valid_from")), "order": row["_order"],
        "upper": None if blank(row.get("upper")) else number(row["upper"]),
        "lower": None if blank(row.get("lower")) else number(row["lower"]),
    }  # fmt: skip


def resolve_visits(study: Study, person: Person) -> None:
    """Nominal time stands for index date + that shift in every rule; visits after the data cut are set aside."""
    for visit in person.visits:
        if visit.nominal and person.index:
            visit.day = shift(person.index, visit.nominal)
    person.visits = [visit for visit in person.visits if accepted(visit.day, study.cut)]
