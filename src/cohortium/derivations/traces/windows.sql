-- Who was due and seen in a window, with the first visit line in it.
-- grain: one row per patient of the efficacy set
-- columns: centre, code, arm, strata, due, visited, record, index_record
SELECT s.centre, s.code, s.arm, s.strata, w.due, count(v.record) > 0 AS visited, min(v.record) AS record, s.index_record
FROM subjects s JOIN patient_windows w ON w.patient = s.patient
LEFT JOIN visits v ON v.patient = w.patient AND v.part = 0 AND v.day BETWEEN w.from_date AND w.to_date
WHERE s.efficacy = 1 AND w.timepoint = ? GROUP BY s.centre, s.code, s.arm, s.strata, w.due, s.index_record ORDER BY s.centre, s.code
