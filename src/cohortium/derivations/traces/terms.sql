-- Each patient's status for a term, with the record that decides.
-- grain: one row per patient of the safety set
-- columns: centre, code, arm, strata, status, source, record
SELECT t.centre, s.code, t.arm, t.strata, t.status, t.source, t.record
FROM term_status t JOIN subjects s ON s.patient = t.patient WHERE t.term = ? ORDER BY t.centre, s.code
