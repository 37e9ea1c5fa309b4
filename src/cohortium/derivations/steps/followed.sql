-- What is known of a patient's window before any score is read, as one number: due 8, stopped 4, dead 2, visited 1, the bits of the
-- intercurrent events from 16 on, 65536 for each stratum.
-- grain: one row per patient of the efficacy set and window
-- columns: patient, timepoint, profile
-- kept
SELECT w.patient, w.timepoint, 65536 * m.stratum + coalesce(e.marks, 0) + CASE WHEN w.due THEN 8 ELSE 0 END + CASE WHEN w.stopped THEN 4 ELSE 0 END
       + CASE WHEN w.dead THEN 2 ELSE 0 END + coalesce(v.inside, 0) AS profile
FROM patient_windows w JOIN members m ON m.patient = w.patient JOIN p_windows p ON p.timepoint = w.timepoint
LEFT JOIN window_scores v ON v.patient = w.patient AND v.choice = p.choice AND v.part = 0
LEFT JOIN event_marks e ON e.patient = w.patient AND e.timepoint = w.timepoint
WHERE m.efficacy = 1
