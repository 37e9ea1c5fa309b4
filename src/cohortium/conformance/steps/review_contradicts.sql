-- A review that says no against an event or a laboratory value.
-- grain: one row per review cell
-- columns: rule, record, variable
SELECT 'review_contradicts' AS rule, t.record, t.term AS variable
FROM reviews t JOIN p_places l ON l.term = t.term JOIN answer_patterns s ON s.patient = t.patient AND s.block = l.block
WHERE t.answer = 4 AND whole_parts(s.pattern, l.unit) % 16 >= 8
