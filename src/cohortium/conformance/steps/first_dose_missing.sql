-- A treatment group was written, and no dose with a date of a drug that any group has: none came, or its name is misspelt.
-- grain: one row per patient
-- columns: rule, record, variable
SELECT 'first_dose_missing' AS rule, p.record, 'arm' AS variable
FROM patients p JOIN enrolled e ON e.patient = p.patient CROSS JOIN study s LEFT JOIN treatments t ON t.patient = p.patient AND t.studied = 1
WHERE p.arm IS NOT NULL AND e.reason = 'no_index' AND s.dated = 1 AND t.patient IS NULL
