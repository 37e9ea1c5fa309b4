-- The terms of each at-least-one row, and the row itself where a review fills it, as one more member.
-- grain: one row per patient, at-least-one row and member
-- columns: patient, centre, arm, strata, group_term, member, source, record, answer, known
SELECT s.patient, s.centre, s.arm, s.strata, m.group_term, s.term AS member, s.source, s.record,
       CASE s.status WHEN 'yes' THEN 4 WHEN 'no' THEN 3 WHEN 'not_done' THEN 2 ELSE 1 END AS answer,
       CASE WHEN s.status IN ('yes', 'no') THEN 1 ELSE 0 END AS known
FROM term_status s JOIN p_members m ON m.member = s.term
UNION ALL
SELECT p.patient, p.centre, p.arm, p.strata, m.group_term, a.term, a.source, a.record, a.answer, CASE WHEN a.answer >= 3 THEN 1 ELSE 0 END
FROM known_answers a JOIN p_members m ON m.member = a.term JOIN safety_periods p ON p.patient = a.patient
WHERE a.term IN ('any', 'any_clinical', 'any_biological')
