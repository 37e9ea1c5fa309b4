-- grain: one row per patient with a course of an arm's drug before the index date
-- columns: patient
SELECT DISTINCT i.patient
FROM index_days i JOIN courses c ON c.patient = i.patient AND c.of_arm = 1 AND c.start < i.index_date
