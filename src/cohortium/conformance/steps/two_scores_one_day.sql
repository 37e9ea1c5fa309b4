-- grain: one row per score of a day with different scores of one measure
-- columns: rule, record, variable
SELECT 'two_scores_one_day' AS rule, r.record, r.measure AS variable
FROM day_conflicts c JOIN repeated_scores r ON r.patient = c.patient AND r.measure = c.measure AND r.day = c.day
