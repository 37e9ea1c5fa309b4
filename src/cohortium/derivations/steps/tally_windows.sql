-- grain: one row per timepoint and stratum of the efficacy set
-- columns: timepoint, centre, arm, strata, due, visited, patients
-- kept
SELECT w.timepoint, s.centre, s.arm, s.strata, w.due, v.patient IS NOT NULL AS visited, count(*) AS patients
FROM subjects s JOIN patient_windows w ON w.patient = s.patient LEFT JOIN visited v ON v.patient = w.patient AND v.timepoint = w.timepoint
WHERE s.efficacy = 1 GROUP BY w.timepoint, s.centre, s.arm, s.strata, w.due, v.patient IS NOT NULL
