-- grain: one row per patient with a dated fact
-- columns: patient, day
SELECT patient, max(day) AS day FROM dated_records GROUP BY patient
