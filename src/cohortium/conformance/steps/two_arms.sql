-- grain: one row per line that starts on a first day with two arms
-- columns: rule, record, variable
SELECT DISTINCT 'two_arms' AS rule, c.record, 'drug' AS variable
FROM index_choices c JOIN enrolled i ON i.patient = c.patient AND i.index_date = c.index_date WHERE i.reason = 'two_arms'
