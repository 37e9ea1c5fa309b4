-- grain: one row per patient without a line in patients, where the study has that table
-- columns: rule, record, variable
SELECT 'patient_without_row' AS rule, patient AS record, 'patient' AS variable
FROM enrolled WHERE record IS NULL AND (SELECT count(*) FROM in_patients) > 0
