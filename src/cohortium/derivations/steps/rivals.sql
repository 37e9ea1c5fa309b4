-- grain: one row per patient with several candidates for the index date
-- columns: patient
-- kept
SELECT patient FROM first_doses GROUP BY patient HAVING count(*) > 1
