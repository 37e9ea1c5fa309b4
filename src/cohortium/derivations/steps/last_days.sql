-- grain: one row per patient with a dated fact
-- columns: patient, day
SELECT patient, max(day) AS day
FROM (SELECT patient, last_day AS day FROM visit_spans UNION ALL SELECT patient, day FROM other_days) d GROUP BY patient
