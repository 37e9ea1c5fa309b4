-- The events that had happened by the end of a window, as one number.
-- grain: one row per patient and window with an event
-- columns: patient, timepoint, marks
SELECT w.patient, w.timepoint, CAST(sum(d.event) AS BIGINT) AS marks
FROM event_days d JOIN patient_windows w ON w.patient = d.patient AND d.day <= w.to_date GROUP BY w.patient, w.timepoint
