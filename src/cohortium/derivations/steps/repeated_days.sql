-- Days that a patient has twice: only they need a decision for the day.
-- grain: one row per patient and day with several visit lines
-- columns: patient, day
-- kept
SELECT patient, day FROM visits WHERE part = 0 GROUP BY patient, day HAVING count(*) > 1
