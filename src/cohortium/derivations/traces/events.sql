-- The event lines that count for a term or an at-least-one row.
-- grain: one row per event line in the safety period
-- columns: centre, code, arm, strata, term, subterm, undated, status, record
SELECT s.centre, s.code, s.arm, s.strata, v.term, v.subterm, v.undated, t.status, v.record
FROM period_events v JOIN subjects s ON s.patient = v.patient JOIN term_status t ON t.patient = v.patient AND t.term = v.term
WHERE v.term = ? OR v.term IN (SELECT member FROM p_members WHERE group_term = ?) ORDER BY s.centre, s.code, v.record
