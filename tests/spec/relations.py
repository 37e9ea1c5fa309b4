"""The derived tables that examples may show, as a reader meets them: patients by code, states and days in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Relation:
    """What its rows are told apart by, its columns, and the SELECT that gives them."""

    keys: tuple[str, ...]
    columns: tuple[str, ...]
    sql: str


def _relation(keys: str, columns: str, sql: str) -> Relation:
    return Relation(tuple(keys.split()), tuple(f"{keys} {columns}".split()), sql)


RELATIONS: dict[str, Relation] = {
    "who is in": _relation(
        "centre patient",
        "arm index_date stop switched left efficacy safety",
        """SELECT centre, code, arm, index_date, stop, switched = 1, reason, efficacy = 1, safety = 1 FROM subjects""",
    ),
    "courses": _relation(
        "patient drug start",
        "stop",
        "SELECT k.code, c.drug, c.start, c.stop FROM courses c JOIN keys k ON k.patient = c.patient",
    ),
    "windows": _relation(
        "patient timepoint",
        "first_day last_day due",
        "SELECT k.code, w.timepoint, w.from_date, w.to_date, w.due FROM patient_windows w JOIN keys k ON k.patient = w.patient",
    ),
    "visit days": _relation(
        "patient row",
        "day nominal",
        "SELECT k.code, v.record, v.day, v.nominal FROM visits v JOIN keys k ON k.patient = v.patient",
    ),
    # Every slot of the timepoint and measure: examples keep to one slot, or tell them apart by pick and same_day.
    "score kept": _relation(
        "patient timepoint measure pick",
        "value day row",
        """SELECT s.code, l.timepoint, l.measure, l.pick, c.value, c.day, c.record
           FROM subjects s CROSS JOIN p_slots l LEFT JOIN chosen c ON c.patient = s.patient AND c.slot = l.slot""",
    ),
    "answers": _relation(
        "patient endpoint timepoint",
        "state responder imputed measure baseline value row",
        """SELECT s.code, r.endpoint, o.timepoint, r.state, r.responder,
                  CASE WHEN r.responder IS NOT NULL THEN r.imputed END, l.measure, o.baseline, o.value, o.value_record
           FROM outcomes o JOIN subjects s ON s.patient = o.patient JOIN p_slots l ON l.slot = o.value_slot
           JOIN responses r ON r.baseline_slot = o.baseline_slot AND r.value_slot = o.value_slot AND r.profile = o.profile
            AND r.baseline IS NOT DISTINCT FROM o.baseline AND r.value IS NOT DISTINCT FROM o.value AND r.set_aside = o.set_aside""",
    ),
    "terms": _relation(
        "patient term",
        "status row",
        """SELECT s.code, t.term, t.status, t.record FROM term_records t JOIN subjects s ON s.patient = t.patient""",
    ),
    "at least one": _relation(
        "patient row_of",
        "status every_member_known",
        """SELECT s.code, t.term, t.status, t.complete = 1 FROM group_status t JOIN subjects s ON s.patient = t.patient""",
    ),
    "safety period": _relation(
        "patient",
        "first_day last_day",
        "SELECT s.code, p.from_date, p.to_date FROM safety_periods p JOIN subjects s ON s.patient = p.patient",
    ),
    "followed": _relation(
        "patient",
        "index_date last_day days",
        "SELECT s.code, f.index_date, f.ended, f.days FROM follow_up f JOIN subjects s ON s.patient = f.patient",
    ),
    "time on treatment": _relation(
        "patient",
        "days cause",
        "SELECT s.code, t.days, t.cause FROM treatment_times t JOIN subjects s ON s.patient = t.patient",
    ),
    "time at risk": _relation(
        "patient term",
        "days event undated",
        """SELECT s.code, r.term, r.days, r.happened = 1, r.undated = 1 FROM risk_times r JOIN subjects s ON s.patient = r.patient""",
    ),
    "why stopped": _relation(
        "patient",
        "stopped reason mentions",
        "SELECT s.code, t.stopped = 1, t.reason, t.mentions FROM stops t JOIN subjects s ON s.patient = t.patient",
    ),
    "characteristics": _relation(
        "patient variable",
        "level number",
        """SELECT s.code, p.variable, c.level, c.number FROM subjects s CROSS JOIN p_characteristics p
           LEFT JOIN characteristics c ON c.patient = s.patient AND c.variable = p.variable""",
    ),
    "conditions": _relation(
        "patient condition",
        "met",
        "SELECT s.code, c.condition, c.met FROM subjects s JOIN conditions c ON c.patient = s.patient",
    ),
    "doses": _relation(
        "patient",
        "change",
        "SELECT s.code, d.level FROM subjects s JOIN dose_changes d ON d.patient = s.patient",
    ),
    "tally of changes": _relation(
        "endpoint timepoint centre arm",
        "baseline value patients",
        "SELECT endpoint, timepoint, centre, arm, baseline, value, patients FROM tally_changes",
    ),
}
