-- A review that says no against an event, a laboratory value or another review, with the earliest line that says yes.
-- grain: one row per review cell
-- columns: rule, record, variable, against
SELECT 'review_contradicts' AS rule, d.record, d.term AS variable, min(y.record) AS against
FROM (SELECT t.patient, t.record, l.term
      FROM reviews t JOIN answer_patterns s ON s.patient = t.patient AND s.block = t.block JOIN p_places l ON l.block = t.block
      WHERE whole_parts(t.pattern, l.unit) % 16 = 4 AND whole_parts(s.pattern, l.unit) % 16 >= 8) d
JOIN term_sources y ON y.patient = d.patient AND y.term = d.term AND y.answer >= 8
GROUP BY d.record, d.term
