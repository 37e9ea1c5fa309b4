"""The tables that the steps read: what conforming makes of the centres' files."""

from __future__ import annotations

_KEY = "record BIGINT, centre VARCHAR, code VARCHAR"
_TABLES = {
    "in_patients": f"{_KEY}, sex VARCHAR, arm VARCHAR, birth_year BIGINT, screened BOOLEAN, last_contact DATE, death DATE",
    "in_characteristics": f"{_KEY}, variable VARCHAR, number BIGINT, level VARCHAR",
    "in_previous": f"{_KEY}, drug VARCHAR, taken VARCHAR",
    "in_treatments": f"{_KEY}, drug VARCHAR, dose BIGINT, dose_unit VARCHAR, start DATE, stop DATE, stop_unreadable BOOLEAN",
    "in_stop_reasons": "record BIGINT, reason VARCHAR",
    "in_visits": f"{_KEY}, day DATE, month BIGINT, week BIGINT, part INTEGER, score1 BIGINT, score2 BIGINT, score3 BIGINT, score4 BIGINT",
    "in_faults": "record BIGINT, measure VARCHAR, fault VARCHAR",
    "in_laboratory": f"{_KEY}, day DATE, test VARCHAR, value BIGINT, sign VARCHAR, unit VARCHAR, lower BIGINT, upper BIGINT",
    "in_limits": "record BIGINT, centre VARCHAR, test VARCHAR, unit VARCHAR, sex VARCHAR, valid_from DATE, lower BIGINT, upper BIGINT",
    "in_events": f"{_KEY}, term VARCHAR, subterm VARCHAR, onset_from DATE, onset_to DATE, ended DATE, symptomatic VARCHAR",
    "in_reviews": f"{_KEY}, block BIGINT, pattern BIGINT",
}
INPUTS: dict[str, dict[str, str]] = {
    table: {column.split()[0]: column.split()[1] for column in columns.split(", ")} for table, columns in _TABLES.items()
}
"""Table -> column -> type. Scores are whole steps of their measure, laboratory values millionths, doses micrograms.

A visit line is a row for each part of the measures that its sheet has, and always one of part 0: four scores ride on a row.
The sign of a laboratory value says how the true one lies to it: at it (empty), beyond it (<, <=, >, >=), or less than a
millionth above it (+).

A review is a number for each block of terms that it says anything of: five bits for a term, as in the step answer_patterns.
"""
