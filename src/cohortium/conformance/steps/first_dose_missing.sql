-- A treatment group was written, and no dose with a date of a drug that any group has: none came, or its name is misspelt.
-- grain: one row per patient
-- columns: rule, record, variable
SELECT 'first_dose_missing' AS rule, e.record, 'arm' AS variable
FROM enrolled e CROSS JOIN study s LEFT JOIN course_lines t ON t.patient = e.patient AND t.studied = 1
WHERE e.written_arm IS NOT NULL AND e.reason = 'no_index' AND s.dated = 1 AND t.patient IS NULL
