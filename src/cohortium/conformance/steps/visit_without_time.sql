-- grain: one row per visit line
-- columns: rule, record, variable
SELECT 'visit_without_time' AS rule, record, 'date' AS variable FROM in_visits WHERE part = 0 AND day IS NULL AND month IS NULL AND week IS NULL
