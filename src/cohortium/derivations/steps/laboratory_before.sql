-- The last day of the baseline window, not after the index date, on which a test was judged, and whether any value of it was beyond the limit.
-- nearest: twice the days before the index date, and one more where none was: the smallest is of the last day, and even where one was
-- grain: one row per patient and term, test and side judged in the baseline window
-- columns: patient, number, index_date, nearest
SELECT j.patient, j.number, min(w.index_date) AS index_date,
       min(2 * days_between(j.day, w.index_date) + CASE WHEN j.beyond THEN 0 ELSE 1 END) AS nearest
FROM laboratory_judged j JOIN patient_windows w ON w.patient = j.patient AND w.timepoint = 'baseline' AND j.day BETWEEN w.from_date AND w.to_date
 AND j.day <= w.index_date
WHERE j.beyond IS NOT NULL GROUP BY j.patient, j.number
