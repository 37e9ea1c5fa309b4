-- A review that says no against an event, a laboratory value or another review, with the earliest line that says yes.
-- grain: one row per review cell
-- columns: rule, record, variable, against
SELECT 'review_contradicts' AS rule, d.record, d.term AS variable, min(y.record) AS against
FROM contradictions d
JOIN (SELECT patient, term, record FROM line_answers WHERE answer >= 8
      UNION ALL
      SELECT s.patient, n.term, CASE n.lane WHEN 1 THEN s.first1 WHEN 2 THEN s.first2 WHEN 3 THEN s.first3 ELSE s.first4 END
      FROM laboratory_sums s JOIN p_laboratory_sides n ON n.part = s.part
      UNION ALL
      SELECT r.patient, l.term, r.record FROM reviews r JOIN p_places l ON l.block = r.block WHERE whole_parts(r.pattern, l.unit) % 16 >= 8) y
  ON y.patient = d.patient AND y.term = d.term
GROUP BY d.record, d.term
