-- What is known of a patient's window before any score is read, as one number: due 8, stopped 4, dead 2, visited 1, the bits of the
-- intercurrent events from 16 on, 65536 for each stratum.
-- grain: one row per patient of the efficacy set and window, but for one that only serves as a baseline
-- columns: patient, timepoint, profile
-- kept
SELECT m.patient, w.timepoint, 65536 * m.stratum + coalesce(e.marks, 0) + CASE WHEN w.due THEN 8 ELSE 0 END
       + CASE WHEN m.stop <= w.to_date THEN 4 ELSE 0 END + CASE WHEN m.death <= w.to_date THEN 2 ELSE 0 END + coalesce(v.inside, 0) AS profile
FROM members m JOIN window_spans w ON w.index_date = m.index_date AND w.is_followed = 1
LEFT JOIN window_scores v ON v.patient = m.patient AND v.choice = w.choice AND v.part = 0
LEFT JOIN event_marks e ON e.patient = m.patient AND e.timepoint = w.timepoint
WHERE m.efficacy = 1
