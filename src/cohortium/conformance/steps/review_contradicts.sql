-- A review that says no against an event or a laboratory value.
-- grain: one row per review cell
-- columns: rule, record, variable
SELECT 'review_contradicts' AS rule, t.record, t.term AS variable
FROM term_sources t JOIN known_answers k ON k.patient = t.patient AND k.term = t.term
WHERE t.source = 'review' AND t.answer = 3 AND k.answer = 4
