"""From the SDTM data sets of CDISCPILOT01 to the native form: python convert.py SDTM_FOLDER DATA_FOLDER.

Only collected data are read (dm, ex, ds, sv, qs, ae), nothing that the trial's analysts derived, except the total score
ACTOT, which SDTM holds as a derived record. Columns that Cohortium does not know (visit, last_dose, aeseq...) are kept for
the reader and counted as unused.
"""

from __future__ import annotations

import csv
import gzip
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

Row = dict[str, str]
DOMAINS = ("dm", "ex", "ds", "sv", "qs", "ae")
SCREEN_FAILURE = "Screen Failure"
COMPLETED = "COMPLETED"


def domain(source: Path, name: str) -> list[Row]:
    """The records of sdtm_NAME.csv.gz, every cell as text."""
    with gzip.open(source / f"sdtm_{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def key(subjects: dict[str, Row], record: Row) -> Row:
    """Centre and patient, as the sponsor numbered them."""
    subject = subjects[record["USUBJID"]]
    return {"centre": subject["SITEID"], "patient": subject["SUBJID"]}


def day(moment: str) -> str:
    """The date of a date and time; a partial date stays partial."""
    return moment[:10]


def patients(subjects: dict[str, Row], visits: list[Row]) -> Iterator[Row]:
    """One row per patient screened; a screen failure has no arm, and no first dose either."""
    screened = {row["USUBJID"]: row["SVSTDTC"] for row in visits if row["VISIT"] == "SCREENING 1"}
    for name, row in subjects.items():
        yield key(subjects, row) | {
            "arm": "" if row["ARM"] == SCREEN_FAILURE else row["ARM"],
            "age": row["AGE"],
            "sex": row["SEX"],
            "race": row["RACE"],
            "screened": day(screened.get(name, "")),
            "last_contact": day(row["RFPENDTC"]),
            "death": day(row["DTHDTC"]),
        }


def treatments(subjects: dict[str, Row], doses: list[Row], dispositions: list[Row]) -> Iterator[Row]:
    """Every dose as recorded; the last one of a patient tells whether and why treatment ended early (README.md)."""
    ends = {row["USUBJID"]: row for row in dispositions if row["DSCAT"] == "DISPOSITION EVENT"}
    last = {row["USUBJID"]: row["EXSEQ"] for row in sorted(doses, key=lambda row: (row["EXSTDTC"], int(row["EXSEQ"])))}
    for row in doses:
        is_last = row["EXSEQ"] == last[row["USUBJID"]]
        yield key(subjects, row) | {
            "drug": row["EXTRT"],
            "daily_dose": f"{row['EXDOSE']} {row['EXDOSU']}",
            "start": row["EXSTDTC"],
            **(ending(row, ends[row["USUBJID"]]) if is_last else {"stop": row["EXENDTC"], "stop_reasons": ""}),
            "last_dose": row["EXENDTC"],
            "exseq": row["EXSEQ"],
        }


def ending(dose: Row, disposition: Row) -> Row:
    """Stop and reason of the last dose: none for a completer; no recorded last day is the day the patient left."""
    if disposition["DSDECOD"] == COMPLETED:
        return {"stop": "", "stop_reasons": ""}
    return {"stop": dose["EXENDTC"] or disposition["DSSTDTC"], "stop_reasons": disposition["DSDECOD"]}


def visits(subjects: dict[str, Row], contacts: list[Row], scores: list[Row]) -> Iterator[Row]:
    """Every visit made, with the ADAS-Cog (11) total where there is one of that visit."""
    totals = {(row["USUBJID"], row["VISITNUM"]): row for row in scores if row["QSTESTCD"] == "ACTOT"}
    for row in contacts:
        total = totals.pop((row["USUBJID"], row["VISITNUM"]), None)
        if total and total["QSDTC"] != row["SVSTDTC"]:
            raise ValueError("a total score is dated otherwise than its visit")
        yield key(subjects, row) | {
            "date": row["SVSTDTC"],
            "ACTOT": total["QSSTRESN"] if total else "",
            "visit": row["VISIT"],
            "visitnum": row["VISITNUM"],
        }
    if totals:
        raise ValueError("a total score has no visit")


def events(subjects: dict[str, Row], records: list[Row]) -> Iterator[Row]:
    """Adverse events by preferred term (a sub-term of its system organ class), partial dates as they are."""
    for row in records:
        yield key(subjects, row) | {
            "term": row["AEDECOD"],
            "onset": row["AESTDTC"],
            "end": row["AEENDTC"],
            "serious": {"Y": "yes", "N": "no"}.get(row["AESER"], ""),
            "detail": row["AETERM"],
            "severity": row["AESEV"],
            "aeseq": row["AESEQ"],
        }


def write(path: Path, rows: Iterable[Row]) -> None:
    """A CSV file with the columns of the first row."""
    first, *rest = rows
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(first), lineterminator="\n")
        writer.writeheader()
        writer.writerows([first, *rest])


def convert(source: Path, data: Path) -> None:
    """Write patients.csv, treatments.csv, visits.csv and events.csv into `data`."""
    dm, ex, ds, sv, qs, ae = (domain(source, name) for name in DOMAINS)
    subjects = {row["USUBJID"]: row for row in dm}
    data.mkdir(parents=True, exist_ok=True)
    write(data / "patients.csv", patients(subjects, sv))
    write(data / "treatments.csv", treatments(subjects, ex, ds))
    write(data / "visits.csv", visits(subjects, sv, qs))
    write(data / "events.csv", events(subjects, ae))


if __name__ == "__main__":
    missing = [name for name in DOMAINS if len(sys.argv) != 3 or not (Path(sys.argv[1]) / f"sdtm_{name}.csv.gz").is_file()]
    if missing:
        sys.exit(f"Usage: python convert.py SDTM_FOLDER DATA_FOLDER. Not found there: sdtm_*.csv.gz for {', '.join(missing)}.")
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
