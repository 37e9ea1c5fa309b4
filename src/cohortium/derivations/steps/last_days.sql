-- grain: one row per patient with a dated fact
-- columns: patient, day
SELECT patient, max(day) AS day
FROM (SELECT patient, max(day) AS day FROM visits WHERE part = 0 GROUP BY patient
      UNION ALL SELECT patient, day FROM other_days) d GROUP BY patient
