-- Scores that were written and cannot be used: unreadable, off the step, or out of range.
-- grain: one row per unusable score
-- columns: record, measure, fault
-- kept
SELECT a.record, a.measure, coalesce(a.fault, 'out_of_range') AS fault
FROM in_assessments a JOIN p_measures m ON m.measure = a.measure
WHERE a.fault IS NOT NULL OR a.value < m.low OR a.value > m.high
