-- The first dose is of another drug than that of the treatment group which the centre wrote.
-- grain: one row per patient
-- columns: rule, record, variable
SELECT 'arm_contradicts' AS rule, e.index_record AS record, 'drug' AS variable
FROM enrolled e JOIN p_arms a ON a.arm = e.arm WHERE e.drug IS NOT NULL AND a.drug <> e.drug
