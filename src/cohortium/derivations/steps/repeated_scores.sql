-- grain: one row per accepted score on a repeated day
-- columns: record, patient, day, measure, value, badness
-- kept
SELECT a.record, v.patient, v.day, a.measure, a.value, m.worse * a.value AS badness
FROM repeated_days r JOIN visits v ON v.patient = r.patient AND v.day = r.day
JOIN in_assessments a ON a.record = v.record JOIN p_measures m ON m.measure = a.measure
WHERE a.value BETWEEN m.low AND m.high
