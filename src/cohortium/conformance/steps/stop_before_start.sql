-- grain: one row per date of a treatment line that ends before it begins
-- columns: rule, record, variable
SELECT 'stop_before_start' AS rule, t.record, v.variable
FROM in_treatments t CROSS JOIN (SELECT 'start' AS variable UNION ALL SELECT 'stop') v WHERE t.stop < t.start
