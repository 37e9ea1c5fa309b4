-- The days on which an event of a term may first be dated: the earliest possible one inside the period.
-- grain: one row per event line or laboratory line that says yes and has a date
-- columns: patient, term, day, record
SELECT c.patient, c.term, CASE WHEN e.onset_from < p.from_date THEN p.from_date ELSE e.onset_from END AS day, c.record
FROM counted_events c JOIN events e ON e.record = c.record JOIN safety_periods p ON p.patient = c.patient WHERE c.undated = 0
UNION ALL
SELECT j.patient, n.term, j.day, j.record
FROM laboratory_judged j JOIN p_laboratory_sides n ON n.number = j.number JOIN safety_periods p ON p.patient = j.patient
WHERE j.beyond AND j.inside
