-- What each event and each value of the laboratory says of a term: 8 yes, 4 no, 1 unknown, as is a value without a date. An event that
-- the protocol leaves out for want of an onset is unknown, too: somebody recorded it, so it is not silence.
-- grain: one row per patient, term and line
-- columns: patient, term, source, answer, record
SELECT patient, term, 'event' AS source, CASE WHEN counts = 1 THEN 8 ELSE 1 END AS answer, record FROM counted_events
UNION ALL
SELECT j.patient, n.term, 'laboratory', CASE WHEN j.beyond THEN 8 WHEN NOT j.beyond THEN 4 ELSE 1 END, j.record
FROM laboratory_judged j JOIN p_laboratory_sides n ON n.number = j.number JOIN safety_periods p ON p.patient = j.patient
WHERE j.day > p.index_date AND j.day BETWEEN p.from_date AND p.to_date
UNION ALL
SELECT p.patient, n.term, 'laboratory', 1, l.record
FROM in_laboratory l JOIN p_laboratory_sides n ON n.test = l.test JOIN keys k ON k.centre = l.centre AND k.code = l.code
JOIN safety_periods p ON p.patient = k.patient WHERE l.day IS NULL
