-- The day after which scores are not used any more, where events and not only the stop of the treatment end their use; that day still counts.
-- grain: one row per patient and set of events that happened
-- columns: patient, cut, day
SELECT d.patient, c.cut, min(d.day) AS day
FROM event_days d JOIN (SELECT DISTINCT until_stop AS cut FROM p_choices WHERE until_stop > 1) c ON (c.cut & d.event) <> 0
GROUP BY d.patient, c.cut
