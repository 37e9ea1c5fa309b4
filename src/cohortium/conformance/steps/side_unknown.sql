-- grain: one row per laboratory line of a term that is only known to be below or above a number, on either side of its limit
-- columns: rule, record, variable
SELECT DISTINCT 'side_unknown' AS rule, record, 'value' AS variable
FROM laboratory_judged WHERE beyond IS NULL AND (compared OR record IN (SELECT record FROM in_laboratory WHERE value IS NULL AND sign <> ''))
