-- The event lines of a term or an at-least-one row, in the safety period or without an onset.
-- grain: one row per event line
-- columns: centre, code, arm, strata, term, subterm, undated, counts, status, record
SELECT s.centre, s.code, s.arm, s.strata, v.term, v.subterm, v.undated, v.counts, t.status, v.record
FROM counted_events v JOIN subjects s ON s.patient = v.patient JOIN term_status t ON t.patient = v.patient AND t.term = v.term
WHERE t.status <> 'excluded' AND (v.term = ? OR v.term IN (SELECT member FROM p_members WHERE group_term = ?))
ORDER BY s.centre, s.code, v.record
