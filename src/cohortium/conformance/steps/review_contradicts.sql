-- A review that says no against an event or a laboratory value.
-- grain: one row per review cell
-- columns: rule, record, variable
SELECT 'review_contradicts' AS rule, t.record, l.term AS variable
FROM reviews t JOIN answer_patterns s ON s.patient = t.patient AND s.block = t.block JOIN p_places l ON l.block = t.block
WHERE whole_parts(t.pattern, l.unit) % 16 = 4 AND whole_parts(s.pattern, l.unit) % 16 >= 8
