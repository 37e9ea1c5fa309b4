-- Days of a window, and for windows that carry forward also those between the index date and the window.
-- grain: one row per patient, window, part and day
-- columns: patient, timepoint, part, day, same_day, record, inside, from_index, from_target, after_stop, bad1, bad2, bad3, bad4
SELECT d.patient, w.timepoint, d.part, d.day, d.same_day, d.record, CASE WHEN d.day >= w.from_date THEN 1 ELSE 0 END AS inside,
       days_between(d.index_date, d.day) AS from_index, abs(days_between(w.target_date, d.day)) AS from_target,
       d.after_stop, d.bad1, d.bad2, d.bad3, d.bad4
FROM day_scores d JOIN window_spans w ON w.index_date = d.index_date AND d.day <= w.to_date
WHERE d.day >= w.from_date OR w.carries = 1 AND d.day > d.index_date
