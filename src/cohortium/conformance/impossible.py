"""Answers that cannot be true, taken out of what the steps read before they run; the cells stay where they are, set aside."""

from __future__ import annotations

from collections.abc import Sequence

from cohortium.engines import Engine

CHECK = "sex_contradicts"
_REWRITTEN = {
    # An event stays a day on which the patient was seen.
    "in_events": """SELECT e.record, e.centre, e.code, CASE WHEN i.record IS NULL OR o.variable IS NULL THEN e.term END AS term,
        CASE WHEN i.record IS NULL OR o.variable IS NULL THEN e.subterm END AS subterm, e.onset_from, e.onset_to, e.ended, e.symptomatic
        FROM in_events_sent e LEFT JOIN p_only_sex o ON o.variable = e.term
        LEFT JOIN impossible i ON i.record = e.record AND i.variable = 'term'""",
    # Somebody wrote something, so a review is no silence.
    "in_reviews": """SELECT r.record, r.centre, r.code, r.block, r.pattern - coalesce(i.too_much, 0) AS pattern FROM in_reviews_sent r
        LEFT JOIN (SELECT i.record, l.block, CAST(sum((8 - 1) * l.unit) AS BIGINT) AS too_much  -- yes is 8, unknown is 1
                   FROM impossible i JOIN p_places l ON l.term = i.variable GROUP BY i.record, l.block) i
        ON i.record = r.record AND i.block = r.block""",
    "in_characteristics": """SELECT c.* FROM in_characteristics_sent c
        LEFT JOIN impossible i ON i.record = c.record AND i.variable = c.variable WHERE i.record IS NULL""",
}


def set_aside_impossible(engine: Engine, found: Sequence[tuple[str, int, str]]) -> None:
    """Rewrite the inputs that hold what the check found, as (rule, record, variable); nothing where it found nothing."""
    if not found:
        return
    engine.load_rows("impossible", {"record": "BIGINT", "variable": "VARCHAR"}, sorted({each[1:] for each in found}))
    for table, sql in _REWRITTEN.items():
        engine.run(f"{table}_sent", f"SELECT * FROM {table}", kept=True)
        engine.forget(table)
        engine.run(table, sql, kept=True)
