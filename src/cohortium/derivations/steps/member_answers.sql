-- The terms of each at-least-one row, and the row itself where a review fills it, as one more member, with what decides on each.
-- grain: one row per patient, at-least-one row and member
-- columns: patient, group_term, member, source, record, answer
SELECT s.patient, g.group_term, m.term AS member, a.source, a.record,
       CASE WHEN m.marks >= 16 THEN 1 WHEN m.marks >= 8 THEN 8 WHEN m.marks >= 4 THEN 4 WHEN m.marks >= 2 THEN 2 ELSE 1 END AS answer
FROM answer_patterns s JOIN patterns m ON m.block = s.block AND m.pattern = s.pattern JOIN p_members g ON g.member = m.term
LEFT JOIN known_answers a ON a.patient = s.patient AND a.term = m.term
WHERE m.marks > 0
