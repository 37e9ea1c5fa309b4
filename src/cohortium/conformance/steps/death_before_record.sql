-- grain: one row per line dated after the patient's death
-- columns: rule, record, variable
SELECT DISTINCT 'death_before_record' AS rule, d.record, 'date' AS variable
FROM patients p JOIN dated_records d ON d.patient = p.patient WHERE d.day > p.death
