"""Two doors, one contract: the same delivery as CSV and as Parquet gives the same inputs and a balanced ledger."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import duckdb
import pytest

from cohortium import study
from cohortium.conformance.conform import conform
from cohortium.conformance.ledger import balance
from cohortium.conformance.parquet import complete, load_parquet_inputs
from cohortium.conformance.queries import record_findings
from cohortium.derivations.inputs import INPUTS
from cohortium.engines import ENGINES
from cohortium.measures import measures_of
from cohortium.problems import Problem, Problems
from cohortium.protocol.model import Protocol
from cohortium.protocol.schema import EXAMPLE
from cohortium.protocol.slots import places
from cohortium.provenance import ROWS_PER_SHEET
from cohortium.sources.read import read_delivery

PROTOCOL = Protocol.model_validate(
    {
        "study": "doors",
        "arms": {"upa15": {"label": "Upadacitinib 15 mg", "drug": "upadacitinib", "daily_dose": "15 mg"}},
        "timepoints": {"M3": {"from": "2 months", "to": "4 months"}},
        "endpoints": {"e": {"measure": "EASI", "responder": {"value_at_most": 1}, "at": ["M3"]}},
        "characteristics": {"weight": {"type": "number", "step": "0.5"}, "sex": {"type": "category", "levels": {"F": "Women", "M": "Men"}}},
        "safety": {"terms": {"acne": {"subterms": ["cyst"]}, "cpk": {"from": {"any": [{"test": "CPK", "above": "local_upper"}]}}}},
    }
)
TABLES = {
    "patients": (
        "patient VARCHAR, Sex VARCHAR, birth_year SMALLINT, weight DOUBLE, arm VARCHAR, screened BOOLEAN, "
        "last_contact TIMESTAMP, death DATE",
        [
            ("p1", "women", 1980, 70.5, "upadacitinib 15 mg", True, "2021-05-02", None),
            ("p2", "M", 1801, 61.3, None, False, None, "2021-09-01"),
            ("p3", "x", None, 0.1 + 0.4, None, None, "1900-01-01", None),
        ],
    ),
    "treatments": (
        "patient VARCHAR, drug VARCHAR, daily_dose DECIMAL(6, 2), start DATE, stop DATE, stop_reasons VARCHAR, colour VARCHAR",
        [
            ("p1", "Upadacitinib", "15", "2021-01-01", "2021-03-01", "inefficacy; adverse event", "red"),
            ("p1", "Upadacitinib", "15", "2021-01-01", "2021-03-01", "inefficacy; adverse event", "red"),
            ("p2", "upadacitinib", "7.5", "2021-02-01", None, "moon", None),
            ("p3", None, None, None, None, None, None),
            (None, "upadacitinib", "15", "2021-02-01", None, None, None),
        ],
    ),
    "visits": (
        "patient VARCHAR, date DATE, week INTEGER, EASI DOUBLE, iga SMALLINT, PASI DECIMAL(5, 2)",
        [
            ("p1", "2021-01-01", None, 21.1, 4, "12.30"),
            ("p1", "2021-03-20", None, 2.15, None, "12.35"),
            ("p2", None, 12, 0.07, 9, None),
            ("p3", None, None, None, None, None),
        ],
    ),
    "laboratory": (
        "patient VARCHAR, date DATE, test VARCHAR, value DOUBLE, unit VARCHAR, upper DECIMAL(8, 1)",
        [("p1", "2021-02-01", "CPK", 210.5, "U / L", "200"), ("p2", "2021-02-01", " cpk", 0.1234567, None, None),
         ("p2", "2021-02-02", "cpk", 2.5e9, None, None), ("p2", "2021-02-03", "cpk", 0.3, None, None)],
    ),
    "events": (
        "patient VARCHAR, term VARCHAR, onset VARCHAR, \"end\" DATE, symptomatic VARCHAR",
        [
            ("p1", "Acne", "2021-03", "2021-04-02", None),
            ("p1", "cyst", "2021-03-04", None, "non"),
            ("p2", "moon", None, None, "a bit"),
            ("p1", "Acne", "2021-03", "2021-04-02", None),
        ],
    ),
    "event_review": ("patient VARCHAR, acne VARCHAR, cpk BOOLEAN", [("p1", "oui", True), ("p2", "nd", None), ("p3", "maybe", False)]),
    "previous_treatments": (
        "patient VARCHAR, drug VARCHAR, taken VARCHAR",
        [("p1", "Methotrexate", "yes"), ("p2", "Ciclosporin", None), ("p3", "Ciclosporin", "perhaps")],
    ),
    "laboratory_limits": (
        "test VARCHAR, sex VARCHAR, unit VARCHAR, upper INTEGER",
        [("CPK", "F", "u/l", 180), ("CPK", None, "u/l", 190), ("CPK", "x", "u/l", 170)],
    ),
}  # fmt: skip

MOST = "99999999999999999999999999999999"
# (column, type, what is written, rows that are set aside): numbers that no whole number of steps holds, and numbers of few digits.
NUMBERS = [
    ("EASI", "FLOAT", [63.7, 12.3, 1e38, float("nan")], [3, 4]),
    ("SCORAD", "DECIMAL(38, 5)", [f"{MOST}.5", "63.7", f"-{MOST}", None], [1, 3]),
    ("PASI", "DECIMAL(18, 0)", ["9" * 18, "12", "0", None], [1]),
    ("DLQI", "UBIGINT", [2**64 - 1, 2**63, 9, None], [1, 2]),
    ("POEM", "DECIMAL(38, 0)", ["9" * 38, "1", "2", None], [1]),
    ("IGA", "BIGINT", [4, 3, 2, None], []),
    ("OSCORAD", "BIGINT", [2**62, -(2**63), 7, None], [1, 2]),
]


def write_numbers(folder: Path) -> None:
    """A delivery of such numbers, one column per type."""
    rows = [("p1", f"2021-01-0{place + 1}", *(each[2][place] for each in NUMBERS)) for place in range(4)]
    _write(folder, "visits", ", ".join(["patient VARCHAR", "date DATE", *(f"{each[0]} {each[1]}" for each in NUMBERS)]), rows, True)
    limits = "patient VARCHAR, date DATE, test VARCHAR, value UBIGINT, upper FLOAT, lower BIGINT"
    _write(folder, "laboratory", limits, [("p1", "2021-02-01", "CPK", 2**63, 5.1, 2**62), ("p1", "2021-02-02", "CPK", 6, 63.7, 1)], True)


def _write(folder: Path, table: str, columns: str, rows: list[tuple], parquet: bool) -> None:
    place = folder / "07"
    place.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"CREATE TABLE t ({columns})")
        if rows:
            connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(rows[0]))})", rows)
        if parquet:
            connection.execute(f"COPY t TO '{place / table}.parquet' (FORMAT PARQUET)")
            return
        shown = connection.execute("SELECT * FROM t").fetchall()
        names = [column[0] for column in connection.description or []]
    with (place / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([names, *([_text(value) for value in row] for row in shown)])


def _text(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {True: "TRUE", False: "FALSE", None: ""}[value]  # type: ignore[index]
    return value.isoformat()[:10] if isinstance(value, date) else f"{value:.15g}" if isinstance(value, float) else str(value)


def _open(folder: Path):
    delivery, measures = read_delivery(folder), measures_of(PROTOCOL)
    conformed = conform(delivery, PROTOCOL, measures)
    engine = ENGINES["duckdb"]()
    for name, columns in INPUTS.items():
        engine.load(name, columns, conformed.inputs[name])
    report = load_parquet_inputs(engine, delivery, PROTOCOL, measures)
    return engine, conformed, report


def _inputs(engine, offset: int) -> dict[str, list[tuple]]:
    """Everything but the file number; Parquet has no heading, so its rows are one higher up."""
    found = {}
    for name, columns in INPUTS.items():
        others = ", ".join(column for column in columns if column != "record")
        found[name] = engine.rows(f"SELECT record % {ROWS_PER_SHEET} + {offset} AS row, {others} FROM {name} ORDER BY ALL")
    return found


@pytest.fixture(name="doors", scope="module")
def _doors(tmp_path_factory):
    found = []
    for parquet in (False, True):
        folder = tmp_path_factory.mktemp("data")
        for table, (columns, rows) in TABLES.items():
            _write(folder, table, columns, rows, parquet)
        found.append(_open(folder))
    yield found
    for engine, *_ in found:
        engine.close()


@pytest.mark.parametrize("name", INPUTS)
def test_the_same_inputs_from_both_doors(doors, name):
    (texts, *_), (typed, *_) = doors
    assert _inputs(typed, 1)[name] == _inputs(texts, 0)[name]


def test_the_same_cells_are_set_aside(doors):
    (_, conformed, _), (_, _, report) = doors
    # A code of a text file is part of a question; the cells of a Parquet file are asked about one by one.
    alone = {"unknown_code": "unknown_level"}
    texts = {(alone.get(f.rule, f.rule), f.row, f.variable, f.code) for f in conformed.findings if f.quarantines}
    typed = {(f.rule, f.row + 1, f.variable, f.code) for f in report.findings if f.quarantines}
    assert typed == texts


def test_the_ledger_balances_and_counts_the_same_cells(doors):
    (_, conformed, _), (_, _, report) = doors
    typed = [account.row() for account in report.accounts.values()]
    balance(typed)
    texts = {Path(row.file).stem: row for row in (account.row() for account in conformed.accounts.values())}
    for row in typed:
        other = texts[Path(row.file).stem]
        assert (row.rows_used, row.rows_duplicate, row.rows_excluded) == (other.rows_used, other.rows_duplicate, other.rows_excluded), (
            row.file
        )
        counts = (row.cells_accepted + row.cells_normalised, row.cells_quarantined, row.cells_empty)
        assert counts == (other.cells_accepted + other.cells_normalised, other.cells_quarantined, other.cells_empty), row.file


def test_later_checks_move_cells_and_rows_and_find_their_place(doors):
    _, (engine, conformed, report) = doors
    number = next(number for number, account in report.accounts.items() if account.row().file.endswith("visits.parquet"))
    account, before = report.accounts[number], report.accounts[number].row()
    part, lane = places(PROTOCOL, measures_of(PROTOCOL))["IGA"]
    record = engine.rows(f"SELECT record FROM in_visits WHERE part = {part} AND score{lane} = 9")[0][0]
    [found] = complete(report.accounts, record_findings(conformed, [("out_of_range", record, "IGA")]))
    assert (found.row, found.column, found.code, found.centre, found.found) == (3, 5, "p2", "07", "9")
    account.quarantine(found.row, found.column)
    assert account.row().cells_quarantined == before.cells_quarantined + 1
    account.exclude(1)
    after = account.row()
    balance([after])
    assert (after.rows_excluded, after.cells_unused) == (1, 6)


def test_a_number_beyond_every_scale_is_set_aside_alone_and_few_digits_are_enough(tmp_path):
    write_numbers(tmp_path)
    engine, _, report = _open(tmp_path)
    for name, _, _, aside in NUMBERS:
        assert [f.row for f in report.findings if f.variable == name and f.quarantines] == aside, name
    part, lane = places(PROTOCOL, measures_of(PROTOCOL))["EASI"]
    scores = engine.rows(f"SELECT score{lane} FROM in_visits WHERE part = {part} ORDER BY record")
    assert [score for (score,) in scores] == [1274, 246, None, None]
    lines = engine.rows("SELECT value, upper, lower FROM in_laboratory ORDER BY record")
    assert lines == [(None, 5_100_000, None), (6_000_000, 63_700_000, 1_000_000)]
    engine.close()


def test_a_characteristic_without_bounds_takes_no_number_that_a_text_could_not_give(tmp_path):
    """Its standard deviation would have more digits than a result keeps."""
    for kind, far in (("BIGINT", 10**12), ("DOUBLE", 1e13), ("DECIMAL(20, 1)", "-1000000000000.5")):
        _write(tmp_path, "patients", f"patient VARCHAR, weight {kind}", [("p1", 70), ("p2", far), ("p3", 10**12 - 1)], True)
        engine, _, report = _open(tmp_path)
        assert [(f.rule, f.row) for f in report.findings if f.quarantines] == [("out_of_range", 2)], kind
        assert engine.rows("SELECT number FROM in_characteristics ORDER BY record") == [(140,), (2 * 10**12 - 2,)]
        engine.close()


def test_a_moment_with_a_time_zone_has_a_day_only_at_midnight_in_utc(tmp_path, monkeypatch):
    """Midnight in Paris is the day before in UTC, and the file does not say which of them was meant; nor may the computer's own zone."""
    monkeypatch.setenv("TZ", "Pacific/Apia")
    columns = "patient VARCHAR, date TIMESTAMP WITH TIME ZONE, EASI INTEGER"
    _write(tmp_path, "visits", columns, [("p1", "2021-03-01 00:00:00+00", 4), ("p1", None, 3)], True)
    engine, _, _ = _open(tmp_path)
    assert engine.rows("SELECT current_setting('TimeZone')") == [("UTC",)]
    assert engine.rows("SELECT DISTINCT day FROM in_visits WHERE day IS NOT NULL") == [(date(2021, 3, 1),)]
    engine.close()
    _write(tmp_path, "visits", columns, [("p1", "2021-03-01 00:00:00+01", 4), ("p1", None, 3)], True)
    with pytest.raises(Problems, match="visits.parquet, column date: holds moments with a time zone, and their day depends on it"):
        _open(tmp_path)


def test_a_column_without_any_value_may_be_of_any_type(tmp_path):
    """A program that guesses types writes a column that a centre left empty as numbers."""
    guessed = "patient VARCHAR, sex DOUBLE, death DOUBLE, screened TIME, last_contact {}"
    _write(tmp_path, "patients", guessed.format("INTEGER"), [("p1", None, None, None, None), ("p2", None, None, None, None)], True)
    engine, _, report = _open(tmp_path)
    assert engine.rows("SELECT code, sex, death, screened, last_contact FROM in_patients ORDER BY record") == [
        ("p1", None, None, None, None),
        ("p2", None, None, None, None),
    ]
    [row] = [account.row() for account in report.accounts.values()]
    balance([row])
    assert (row.cells_accepted, row.cells_empty, report.findings) == (2, 8, [])
    engine.close()
    _write(tmp_path, "patients", guessed.format("INTEGER"), [("p1", None, None, None, 1), ("p2", None, None, None, None)], True)
    with pytest.raises(Problem, match="column last_contact: has the type INTEGER"):
        _open(tmp_path)


def test_wrong_files_are_told_all_at_once(tmp_path):
    _write(tmp_path, "visits", "date TIME, EASI DATE", [], True)
    _write(tmp_path, "treatments", "patient VARCHAR, drug VARCHAR, daily_dose DOUBLE", [], True)
    with pytest.raises(Problems) as told:
        _open(tmp_path)
    text = str(told.value)
    assert "07/visits.parquet: has no column patient" in text
    assert "07/visits.parquet, column date: has the type TIME; it must be one of DATE, TIMESTAMP, VARCHAR, ENUM" in text
    assert "07/visits.parquet, column EASI: has the type DATE" in text
    assert "07/treatments.parquet: has no column start" in text
    assert "07/treatments.parquet, column daily_dose: has the type DOUBLE" in text


def test_a_damaged_file_is_named(tmp_path):
    """Bytes changed in the middle are met while reading; the message names the file and the way out, and no value."""
    folder = tmp_path / "study"
    (folder / "data").mkdir(parents=True)
    (folder / "protocol.yaml").write_text(EXAMPLE, "utf-8")
    engine = ENGINES["duckdb"]()
    path = folder / "data" / "07_visits.parquet"
    day, score = "DATE '2021-03-01' + CAST(i % 300 AS INTEGER) AS date", "CAST(hash(i) % 5 AS BIGINT) AS IGA"
    engine.write_parquet(f"SELECT 'P' || i AS patient, {day}, {score} FROM range(5000) r(i)", "patient", path)
    engine.close()
    content = bytearray(path.read_bytes())
    for place in range(200, len(content) - 1000, 7):
        content[place] ^= 0x5A
    path.write_bytes(bytes(content))
    with pytest.raises(Problem, match=r"data/07_visits\.parquet is damaged, or was cut on its way"):
        study.run(folder)
    assert not (folder / "results").exists()


def test_an_error_of_no_kind_is_a_damaged_file():
    """The reader of Parquet tells so of a header whose lengths are wrong; every other error keeps its kind."""
    from cohortium.engines import UnreadableFile
    from cohortium.engines.duckdb import _fault

    assert isinstance(_fault("x", duckdb.Error("TProtocolException: Invalid data")), UnreadableFile)
    assert isinstance(_fault("x", duckdb.IOException("cut")), UnreadableFile)
    assert not isinstance(_fault("x", duckdb.CatalogException("no table")), UnreadableFile)


def test_a_file_that_is_there_twice_counts_once(tmp_path):
    (tmp_path / "01").mkdir()
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT 'A' AS patient, 'acne' AS term) TO '{tmp_path / 'events.parquet'}'")
    (tmp_path / "01" / "events.parquet").write_bytes((tmp_path / "events.parquet").read_bytes())
    (tmp_path / "01" / "event_review.parquet").write_bytes((tmp_path / "events.parquet").read_bytes())
    (tmp_path / "02").mkdir()  # the same in another centre: both may have none
    (tmp_path / "02" / "event_review.parquet").write_bytes((tmp_path / "events.parquet").read_bytes())
    found = read_delivery(tmp_path)
    assert [(each.centre, each.table) for each in found.parquet] == [("01", "event_review"), ("01", "events"), ("02", "event_review")]
    assert [(each.file.rpartition("/")[2], each.reason) for each in found.skipped] == [
        ("events.parquet", "the same bytes as another file of its table, which count once")
    ]
