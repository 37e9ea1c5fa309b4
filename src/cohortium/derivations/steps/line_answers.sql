-- What each event says of a term: 8 yes, 1 unknown; and a value of the laboratory without a date: 1 unknown. An event that the protocol leaves out
-- for want of an onset is unknown, too: somebody recorded it, so it is not silence.
-- grain: one row per patient, term and such line
-- columns: patient, term, source, answer, record
SELECT patient, term, 'event' AS source, CASE WHEN counts = 1 THEN 8 ELSE 1 END AS answer, record FROM counted_events
UNION ALL
SELECT p.patient, n.term, 'laboratory', 1, l.record
FROM in_laboratory l JOIN p_laboratory_sides n ON n.test = l.test JOIN keys k ON k.centre = l.centre AND k.code = l.code
JOIN safety_periods p ON p.patient = k.patient WHERE l.day IS NULL
