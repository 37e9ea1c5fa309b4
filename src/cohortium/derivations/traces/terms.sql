-- Each patient's status for a term, with the record that decides.
-- grain: one row per patient of the safety set
-- columns: centre, code, arm, strata, status, source, record, limit_record
SELECT s.centre, s.code, s.arm, s.strata, t.status, t.source, t.record, min(j.limit_record) AS limit_record
FROM term_records t JOIN subjects s ON s.patient = t.patient
LEFT JOIN (SELECT l.record, n.term, l.limit_record FROM laboratory_judged l JOIN p_laboratory_sides n ON n.number = l.number) j
  ON t.source = 'laboratory' AND j.record = t.record AND j.term = t.term
WHERE t.term = ? GROUP BY s.centre, s.code, s.arm, s.strata, t.status, t.source, t.record ORDER BY s.centre, s.code
