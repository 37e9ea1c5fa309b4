-- A reason for a stop on a line without one.
-- grain: one row per treatment line
-- columns: rule, record, variable
SELECT DISTINCT 'reason_without_stop' AS rule, t.record, 'stop' AS variable
FROM in_treatments t JOIN in_stop_reasons r ON r.record = t.record WHERE t.stop IS NULL AND (t.stop_unreadable IS NULL OR NOT t.stop_unreadable)
