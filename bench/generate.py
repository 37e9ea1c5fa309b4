"""A large synthetic delivery as Parquet: N patients, two treatment lines at most, five visits with four scores each, blood twice, a review.

Every value follows from hash(seed, table, patient, visit), so the same N and seed give the same rows. Nothing is sorted and nothing is held:
rows go from their numbers to the files, so that ten million patients take no more memory than a thousand.
"""

# ruff: noqa: E501
from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

import duckdb

HERE = Path(__file__).parent
CENTRES = 30
MEMORY = "1GB"
"""What generating may take; the files are the same with any."""
_PATIENTS = """
CREATE VIEW drawn AS
SELECT i, lpad(CAST(1 + hash(i, {seed}, 'centre') % {centres} AS VARCHAR), 2, '0') AS centre, 'P' || lpad(CAST(i AS VARCHAR), 8, '0') AS patient,
       DATE '2018-01-01' + CAST(hash(i, {seed}, 'index') % 1809 AS INTEGER) AS index_date, CAST(hash(i, {seed}, 'arm') % 3 AS INTEGER) AS arm,
       CAST(hash(i, {seed}, 'story') % 1000 AS INTEGER) AS story, CAST(hash(i, {seed}, 'length') % 380 AS INTEGER) AS length,
       CAST(hash(i, {seed}, 'death') % 10000 AS INTEGER) AS death_chance, hash(i, {seed}, 'severity') AS severity,
       CAST(1940 + hash(i, {seed}, 'birth') % 62 AS INTEGER) AS birth_year, hash(i, {seed}, 'sex') % 100 AS sex_chance,
       hash(i, {seed}, 'cpk') % 100 < 6 AS cpk_high
FROM range(1, {patients} + 1) r(i)
"""
TABLES = {
    # Some died early; their later visits do not exist.
    "patients": """
SELECT centre, patient, CASE WHEN sex_chance < 47 THEN 'F' WHEN sex_chance < 99 THEN 'M' END AS sex, birth_year, TRUE AS screened,
       CASE WHEN hash(i, {seed}, 'contact') % 3 > 0 THEN least(index_date + 240 + CAST(hash(i, {seed}, 'last') % 700 AS INTEGER), {cut}) END AS last_contact,
       CASE WHEN death_chance < 80 THEN least(index_date + 60 + CAST(hash(i, {seed}, 'dead') % 900 AS INTEGER), {cut}) END AS death
FROM drawn""",
    # One open line, a stop, a change of dose, a switch, or an earlier course before the enrolment.
    "treatments": """
SELECT centre, patient, CASE WHEN arm = 2 THEN 'baricitinib' ELSE 'upadacitinib' END AS drug,
       CASE arm WHEN 0 THEN 15 WHEN 1 THEN 30 ELSE 4 END AS daily_dose, index_date AS "start",
       CASE WHEN story >= 550 AND story < 930 THEN least(index_date + 20 + length, {cut}) END AS stop,
       CASE WHEN story BETWEEN 550 AND 740 THEN list_extract(['inefficacy', 'adverse event', 'remission', 'patient choice', 'inefficacy; adverse event'],
                                                             1 + CAST(hash(i, {seed}, 'reason') % 5 AS INTEGER)) END AS stop_reasons
FROM drawn
UNION ALL
SELECT centre, patient, CASE WHEN (arm = 2) = (story < 870) THEN 'baricitinib' ELSE 'upadacitinib' END,
       CASE WHEN story < 870 THEN CASE arm WHEN 0 THEN 30 WHEN 1 THEN 15 ELSE 2 END ELSE CASE arm WHEN 2 THEN 15 ELSE 4 END END,
       index_date + 21 + length + CASE WHEN story < 870 THEN 0 ELSE CAST(hash(i, {seed}, 'wait') % 30 AS INTEGER) END, NULL, NULL
FROM drawn WHERE story BETWEEN 750 AND 979 AND index_date + 21 + length <= {cut} - 30
UNION ALL
SELECT centre, patient, 'upadacitinib', 15, DATE '2016-03-01' + length, DATE '2016-06-01' + length, NULL FROM drawn WHERE story >= 990""",
    # One visit in a thousand stands twice on its day; one score in twenty is missing, one in 200 000 is beyond its scale.
    "visits": """
SELECT centre, patient, least(day, {cut}) AS "date",
       CASE WHEN hash(i, k, {seed}, 'no iga') % 20 = 0 AND k > 0 THEN NULL WHEN hash(i, k, {seed}, 'bad iga') % 200000 = 0 THEN 7
            ELSE CAST(greatest(0, least(4, 3 + severity % 2 - k // 2 + CAST(hash(i, k, {seed}, 'iga') % 3 AS INTEGER) - 1)) AS INTEGER) END AS IGA,
       CASE WHEN hash(i, k, {seed}, 'no easi') % 20 = 0 AND k > 0 THEN NULL
            ELSE CAST(CAST((severity % 400 + 100) * (10 - 2 * k) / 10 + hash(i, k, {seed}, 'easi') % 100 AS INTEGER) / 10 AS DECIMAL(5, 1)) END AS EASI,
       CASE WHEN hash(i, k, {seed}, 'no pnrs') % 20 = 0 AND k > 0 THEN NULL
            ELSE CAST(greatest(0, least(10, severity % 7 + 4 - k + CAST(hash(i, k, {seed}, 'pnrs') % 3 AS INTEGER))) AS INTEGER) END AS PNRS,
       CASE WHEN hash(i, k, {seed}, 'no dlqi') % 20 = 0 AND k > 0 THEN NULL
            ELSE CAST(greatest(0, least(30, severity % 20 + 8 - 3 * k + CAST(hash(i, k, {seed}, 'dlqi') % 5 AS INTEGER))) AS INTEGER) END AS DLQI
FROM (SELECT *, index_date + CASE WHEN k = 0 THEN -CAST(hash(i, {seed}, 'before') % 21 AS INTEGER)
                                     WHEN k = 3 AND hash(i, {seed}, 'twice') % 1000 = 0 THEN 75 + CAST(hash(i, 2, {seed}, 'day') % 31 AS INTEGER)
                                     ELSE [0, 25, 75, 115, 155][1 + k] + CAST(hash(i, k, {seed}, 'day') % 31 AS INTEGER) + CASE WHEN k = 4 THEN 10 ELSE 0 END END AS day
      FROM (SELECT *, unnest(range(5)) AS k FROM drawn)) e
WHERE death_chance >= 80 OR day < index_date + 60 + CAST(hash(i, {seed}, 'dead') % 900 AS INTEGER)""",
    # Four tests before treatment and some months after it. CPK and ALAT bring their laboratory's limit, but for one in 200; the limits of LDL
    # stand in a table, in g/L or mmol/L; haemoglobin is in g/dL or g/L, and one in 400 in mmol/L, of which the protocol says nothing.
    "laboratory": """
SELECT centre, patient, least(day, {cut}) AS "date", test,
       CAST(CASE test WHEN 'CPK' THEN CASE WHEN k = 1 AND cpk_high OR k = 0 AND chance % 100 = 0 THEN 220 + chance % 700 ELSE 40 + chance % 120 END
                      WHEN 'ALAT' THEN CASE WHEN chance % 1000 < 40 THEN 60 + chance % 170 ELSE 9 + chance % 32 END
                      WHEN 'LDL' THEN CASE WHEN unit = 'g/L' THEN (75 + chance % 105) / 100 ELSE (194 + chance % 272) / 100 END
                      ELSE (96 + chance % 70) / CASE unit WHEN 'g/dL' THEN 10 WHEN 'g/L' THEN 1 ELSE 16.1 END END AS DECIMAL(7, 2)) AS value,
       unit, CASE WHEN test IN ('CPK', 'ALAT') AND chance // 1000 % 200 > 0 THEN CASE test WHEN 'CPK' THEN 170 ELSE 35 END + place % 4 * 5 END AS upper
FROM (SELECT *, hash(i, k, test, {seed}, 'result') AS chance, index_date + CASE k WHEN 0 THEN -CAST(hash(i, {seed}, 'drawn before') % 28 AS INTEGER)
                                                                           ELSE 70 + CAST(hash(i, test, {seed}, 'drawn after') % 90 AS INTEGER) END AS day,
             CASE test WHEN 'LDL' THEN CASE WHEN place <= 20 THEN 'g/L' ELSE 'mmol/L' END
                       WHEN 'haemoglobin' THEN CASE WHEN hash(i, k, {seed}, 'rare unit') % 400 = 0 THEN 'mmol/L' WHEN place % 3 > 0 THEN 'g/dL' ELSE 'g/L' END
                       ELSE 'U/L' END AS unit
      FROM (SELECT *, CAST(centre AS INTEGER) AS place, unnest(['CPK', 'ALAT', 'LDL', 'haemoglobin']) AS test
            FROM (SELECT *, unnest(range(2)) AS k FROM drawn))) e
WHERE hash(i, k, test, {seed}, 'not measured') % 20 > 0
  AND (death_chance >= 80 OR day < index_date + 60 + CAST(hash(i, {seed}, 'dead') % 900 AS INTEGER))""",
    "laboratory_limits": """
SELECT lpad(CAST(place AS VARCHAR), 2, '0') AS centre, 'LDL' AS test, CASE WHEN place <= 20 THEN 'g/L' ELSE 'mmol/L' END AS unit,
       CAST(CASE WHEN place <= 20 THEN 1.55 + place % 3 * 0.05 ELSE 4.0 + place % 3 * 0.15 END AS DECIMAL(4, 2)) AS upper
FROM range(1, {centres} + 1) r(place)""",
    # One patient in fifty was never reviewed. A review agrees with the laboratory about CPK, but for one "no" in 100,000.
    "event_review": """
SELECT centre, patient, {reviewed}, CASE WHEN hash(i, {seed}, 'cpk review') % 20 = 0 THEN 'not asked' WHEN cpk_high AND hash(i, {seed}, 'slip') % 6000 > 0 THEN 'yes' ELSE 'no' END AS cpk
FROM drawn WHERE hash(i, {seed}, 'reviewed') % 50 > 0""",
}
"""Table -> the SQL of its rows."""
_REVIEWED = {"acne": 9, "headache": 6, "herpes": 3, "infection": 14, "thromboembolism": 1}
"""Event -> of how many in a hundred the review says yes; of five it was not asked, of three it is unknown, of two the cell is blank."""
_CUT = "DATE '2023-06-30'"


def _answer(event: str, seed: int) -> str:
    steps = {"not asked": 5, "unknown": 8, "yes": 8 + _REVIEWED[event], "no": 98}
    said = " ".join(f"WHEN hash(i, {seed}, '{event}') % 100 < {most} THEN '{text}'" for text, most in steps.items())
    return f"CASE {said} END AS {event}"


def generate(study: Path, patients: int, seed: int = 1) -> None:
    """Write protocol.yaml and data/*.parquet of a study of that many patients."""
    data = study / "data"
    data.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "protocol.yaml", study / "protocol.yaml")
    reviewed = ", ".join(_answer(event, seed) for event in _REVIEWED)
    values = {"seed": seed, "centres": CENTRES, "patients": patients, "cut": _CUT, "reviewed": reviewed}
    with tempfile.TemporaryDirectory() as spill, duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": spill}) as connection:
        connection.execute(_PATIENTS.format(**values))
        for name, sql in TABLES.items():
            connection.execute(f"COPY ({sql.format(**values)}) TO '{data / name}.parquet' (FORMAT PARQUET, COMPRESSION ZSTD)")


def main() -> None:
    """Command line: a folder and a number of patients."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", type=Path)
    parser.add_argument("--patients", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    generate(chosen.study, chosen.patients, chosen.seed)


if __name__ == "__main__":
    main()
