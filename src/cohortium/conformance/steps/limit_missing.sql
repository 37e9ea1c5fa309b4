-- grain: one row per laboratory line of a term without a usable limit
-- columns: rule, record, variable
SELECT DISTINCT 'limit_missing' AS rule, record, 'value' AS variable
FROM laboratory_judged WHERE NOT compared AND record IN (SELECT record FROM in_laboratory WHERE value IS NOT NULL)
