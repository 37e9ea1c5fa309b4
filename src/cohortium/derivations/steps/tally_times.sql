-- Days and what ended them: treatment, and follow-up (which only a death ends).
-- grain: one row per kind of time, stratum, number of days, cause and number of reasons
-- columns: variable, centre, arm, strata, days, cause, reasons, patients
-- kept
SELECT 'survival' AS variable, centre, arm, strata, days, cause, reasons, count(*) AS patients
FROM treatment_times GROUP BY centre, arm, strata, days, cause, reasons
UNION ALL
SELECT 'follow_up', f.centre, f.arm, f.strata, f.days, CASE WHEN s.death <= f.ended THEN 'death' ELSE '' END, 0, count(*)
FROM follow_up f JOIN subjects s ON s.patient = f.patient
GROUP BY f.centre, f.arm, f.strata, f.days, CASE WHEN s.death <= f.ended THEN 'death' ELSE '' END
