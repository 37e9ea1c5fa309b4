-- Each patient's status for an at-least-one row, with the member and record that decide.
-- grain: one row per patient of the safety set
-- columns: centre, code, arm, strata, status, complete, source, record, member, limit_record
SELECT s.centre, s.code, s.arm, s.strata, g.status, g.complete, m.source, m.record, m.member, j.limit_record
FROM group_status g JOIN subjects s ON s.patient = g.patient
JOIN (SELECT patient, group_term, member, source, record,
             row_number() OVER (PARTITION BY patient, group_term ORDER BY answer DESC, CASE WHEN record IS NULL THEN 1 ELSE 0 END, record, member) AS rank
      FROM member_answers) m ON m.patient = g.patient AND m.group_term = g.term AND m.rank = 1
LEFT JOIN (SELECT l.record, n.term, min(l.limit_record) AS limit_record
           FROM laboratory_judged l JOIN p_laboratory_sides n ON n.number = l.number GROUP BY l.record, n.term) j
  ON m.source = 'laboratory' AND j.record = m.record AND j.term = m.member
WHERE g.term = ? ORDER BY s.centre, s.code
