-- Visits inside a window, and for windows that carry forward also those between the index date and the window.
-- grain: one row per visit line and window
-- columns: record, patient, day, timepoint, inside, from_index, from_target, after_stop, repeated
-- kept
SELECT v.record, v.patient, v.day, w.timepoint, CASE WHEN v.day >= w.from_date THEN 1 ELSE 0 END AS inside,
       days_between(w.index_date, v.day) AS from_index, abs(days_between(w.target_date, v.day)) AS from_target,
       CASE WHEN v.day > w.stop THEN 1 ELSE 0 END AS after_stop, CASE WHEN r.patient IS NULL THEN 0 ELSE 1 END AS repeated
FROM patient_windows w JOIN visits v ON v.patient = w.patient AND v.day <= w.to_date
LEFT JOIN repeated_days r ON r.patient = v.patient AND r.day = v.day
WHERE v.day >= w.from_date OR w.carries = 1 AND v.day > w.index_date
