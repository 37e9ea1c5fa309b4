-- Each patient's worst grade of a term, with the first line that has it and its limit, the line before treatment, and why one has no grade.
-- grain: one row per patient of the safety set
-- columns: centre, code, arm, strata, worst, complete, baseline, record, limit_record, baseline_record, lacking, ungraded
SELECT s.centre, s.code, s.arm, s.strata, p.worst, p.complete, p.baseline, min(g.record) AS record, min(v.limit_record) AS limit_record, min(b.record) AS baseline_record,
       CASE WHEN p.baseline IS NULL THEN CASE WHEN count(b.record) = 0 THEN 'value' WHEN count(b.value) = 0 THEN 'one_value' WHEN min(b.sign) <> '' THEN 'bound' ELSE 'limit' END END AS lacking,
       CASE WHEN p.worst IS NULL THEN CASE WHEN count(g.record) = 0 THEN 'after' WHEN count(v.value) = 0 THEN 'number' WHEN min(v.sign) <> '' THEN 'bound'
            WHEN count(v.upper) > 0 AND count(r.entry) > 0 THEN 'before' ELSE 'limit' END END AS ungraded
FROM ctcae_patients p JOIN subjects s ON s.patient = p.patient JOIN safety_periods q ON q.patient = p.patient
LEFT JOIN (SELECT DISTINCT entry FROM p_grades WHERE basis = 'baseline') r ON r.entry = p.entry
LEFT JOIN ctcae_grades g ON g.patient = p.patient AND g.entry = p.entry AND (g.grade = p.worst OR p.worst IS NULL) AND g.day > q.index_date AND g.day BETWEEN q.from_date AND q.to_date
LEFT JOIN ctcae_values v ON v.record = g.record AND v.entry = g.entry
LEFT JOIN ctcae_baselines b ON b.patient = p.patient AND b.entry = p.entry
WHERE p.entry = ? GROUP BY s.centre, s.code, s.arm, s.strata, p.worst, p.complete, p.baseline ORDER BY s.centre, s.code
