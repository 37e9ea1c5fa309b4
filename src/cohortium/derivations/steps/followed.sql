-- What is known of a patient's window before any score is read.
-- grain: one row per patient of the efficacy set and window
-- columns: patient, centre, arm, strata, timepoint, due, stopped, dead, visited
-- kept
SELECT s.patient, s.centre, s.arm, s.strata, w.timepoint, w.due, w.stopped, w.dead, coalesce(k.inside, 0) = 1 AS visited
FROM patient_windows w JOIN subjects s ON s.patient = w.patient
LEFT JOIN window_counts k ON k.patient = w.patient AND k.timepoint = w.timepoint
WHERE s.efficacy = 1
