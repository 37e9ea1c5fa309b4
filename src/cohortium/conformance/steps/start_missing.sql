-- grain: one row per treatment line without a start
-- columns: rule, record, variable
SELECT 'start_missing' AS rule, record, 'start' AS variable FROM in_treatments CROSS JOIN study s WHERE start IS NULL AND s.dated = 1
