-- A review that says no of a term of which something else, or another review, says yes.
-- grain: one row per review line and term
-- columns: patient, record, term
-- kept
SELECT t.patient, t.record, l.term
FROM reviews t JOIN answer_patterns s ON s.patient = t.patient AND s.block = t.block JOIN p_places l ON l.block = t.block
WHERE whole_parts(t.pattern, l.unit) % 16 = 4 AND whole_parts(s.pattern, l.unit) % 16 >= 8
