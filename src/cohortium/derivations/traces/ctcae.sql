-- Each patient's worst grade of a term, with the first line that has it and its limit, the line before treatment, and why that has no grade.
-- grain: one row per patient of the safety set
-- columns: centre, code, arm, strata, worst, complete, baseline, record, limit_record, baseline_record, lacking
SELECT p.centre, s.code, p.arm, p.strata, p.worst, p.complete, p.baseline, min(g.record) AS record, min(v.limit_record) AS limit_record, min(b.record) AS baseline_record,
       CASE WHEN p.baseline IS NULL THEN CASE WHEN count(b.record) = 0 THEN 'value' WHEN count(b.value) = 0 THEN 'one_value' WHEN min(b.sign) <> '' THEN 'bound' ELSE 'limit' END END AS lacking
FROM ctcae_patients p JOIN subjects s ON s.patient = p.patient JOIN safety_periods q ON q.patient = p.patient
LEFT JOIN ctcae_grades g ON g.patient = p.patient AND g.entry = p.entry AND g.grade = p.worst AND g.day > q.index_date AND g.day BETWEEN q.from_date AND q.to_date
LEFT JOIN ctcae_values v ON v.record = g.record AND v.entry = g.entry
LEFT JOIN ctcae_baselines b ON b.patient = p.patient AND b.entry = p.entry
WHERE p.entry = ? GROUP BY p.centre, s.code, p.arm, p.strata, p.worst, p.complete, p.baseline ORDER BY p.centre, s.code
