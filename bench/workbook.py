"""A large workbook of one centre: 100 000 visits of 20 columns (a code, a day, 18 scores), and its study; seeded."""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from pathlib import Path
from random import Random

import xlsxwriter

BUILT_IN = {
    "IGA": (4, 1), "EASI": (72, 0.1), "SCORAD": (103, 0.1), "PNRS": (10, 1), "DLQI": (30, 1), "POEM": (28, 1), "ADCT": (24, 1),
    "BSA": (100, 1),
}  # fmt: skip
OWN = {f"scale_{number}": (100, 1) for number in range(1, 11)}
SCORES = BUILT_IN | OWN
VISITS = 5
PROTOCOL = """\
# One centre's workbook of 100 000 visits; eighteen scores are asked of it.
study: workbook
data_cut: 2023-12-31
arms: {upa: {label: Upadacitinib 15 mg, drug: upadacitinib, daily_dose: 15 mg}}
"""


def protocol() -> str:
    """A protocol that asks for the mean change of every score."""
    lines = ["measures:", *(f"  {name}: {{low: 0, high: {high}, source: made up}}" for name, (high, _) in OWN.items())]
    lines += ["timepoints:", "  M3: {from: 2 months, to: 4 months}", "endpoints:"]
    lines += [f"  e_{name}: {{measure: {name}, summary: {{change: mean_sd}}, at: [M3]}}" for name in SCORES]
    return PROTOCOL + "\n".join(lines) + "\n"


def generate(study: Path, rows: int, seed: int = 1) -> None:
    """Write protocol.yaml and data/07.xlsx; one cell in twenty is empty (none before treatment), one in 20 000 beyond its scale."""
    dice = Random(seed)
    (study / "data").mkdir(parents=True, exist_ok=True)
    (study / "protocol.yaml").write_text(protocol(), "utf-8")
    book = xlsxwriter.Workbook(study / "data" / "07.xlsx", {"constant_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    patients, treatments, visits = map(book.add_worksheet, ("patients", "treatments", "visits"))
    patients.write_row(0, 0, ["patient"])
    treatments.write_row(0, 0, ["patient", "drug", "daily_dose", "start"])
    visits.write_row(0, 0, ["patient", "date", *SCORES])
    for row in range(rows):
        number, visit = divmod(row, VISITS)
        if not visit:
            patients.write_string(number + 1, 0, f"P{number:06d}")
            treatments.write_row(number + 1, 0, [f"P{number:06d}", "upadacitinib", 15])
            treatments.write_datetime(number + 1, 3, date(2020, 1, 8) + timedelta(days=number % 900), day)
        visits.write_string(row + 1, 0, f"P{number:06d}")
        visits.write_datetime(row + 1, 1, date(2020, 1, 1) + timedelta(days=number % 900 + visit * 45), day)
        for column, (high, step) in enumerate(SCORES.values(), start=2):
            if not visit or dice.random() >= 0.05:
                beyond = dice.random() < 1 / 20_000
                visits.write_number(row + 1, column, high + 1 if beyond else round(dice.randrange(round(high / step)) * step, 1))
    book.close()


def main() -> None:
    """Command line: a folder and a number of rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", type=Path)
    parser.add_argument("--rows", type=int, default=100_000)
    chosen = parser.parse_args()
    generate(chosen.study, chosen.rows)


if __name__ == "__main__":
    main()
