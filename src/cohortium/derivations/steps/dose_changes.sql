-- Which way the daily dose went during the index course; unknown where no dose is written.
-- grain: one row per patient with an index course
-- columns: patient, level, record
-- kept
SELECT patient, CASE WHEN count(dose) = 0 THEN NULL
                     WHEN max(CASE WHEN dose > earlier_dose THEN 1 ELSE 0 END) = 1 AND max(CASE WHEN dose < earlier_dose THEN 1 ELSE 0 END) = 1 THEN 'both'
                     WHEN max(CASE WHEN dose > earlier_dose THEN 1 ELSE 0 END) = 1 THEN 'increase'
                     WHEN max(CASE WHEN dose < earlier_dose THEN 1 ELSE 0 END) = 1 THEN 'decrease' ELSE 'none' END AS level,
       min(CASE WHEN dose <> earlier_dose THEN record END) AS record
FROM dose_steps GROUP BY patient
