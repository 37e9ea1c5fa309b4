-- What each source says of each term: 8 yes, 4 no, 2 not done, 1 unknown. A blank says nothing; a value without a date is unknown.
-- grain: one row per patient, term and source line
-- columns: patient, term, source, answer, record
SELECT patient, term, 'event' AS source, 8 AS answer, record FROM period_events
UNION ALL
SELECT p.patient, r.term, 'review', CASE r.status WHEN 'yes' THEN 8 WHEN 'no' THEN 4 WHEN 'not_done' THEN 2 ELSE 1 END, r.record
FROM in_reviews r JOIN keys k ON k.centre = r.centre AND k.code = r.code JOIN safety_periods p ON p.patient = k.patient
UNION ALL
SELECT j.patient, j.term, 'laboratory', CASE WHEN j.beyond THEN 8 WHEN NOT j.beyond THEN 4 ELSE 1 END, j.record
FROM laboratory_judged j JOIN safety_periods p ON p.patient = j.patient
WHERE j.day > p.index_date AND j.day BETWEEN p.from_date AND p.to_date
UNION ALL
SELECT p.patient, r.term, 'laboratory', 1, l.record
FROM in_laboratory l JOIN p_laboratory_rules r ON r.test = l.test JOIN keys k ON k.centre = l.centre AND k.code = l.code
JOIN safety_periods p ON p.patient = k.patient WHERE l.day IS NULL
