-- The worst grade after the index date in the safety period, whether every value has one, and the grade before treatment.
-- grain: one row per patient of the safety set and graded term
-- columns: patient, stratum, entry, worst, complete, baseline
-- kept
SELECT p.patient, p.stratum, e.entry, w.worst, coalesce(w.complete, 0) AS complete, b.grade AS baseline
FROM safety_periods p CROSS JOIN p_ctcae e
LEFT JOIN (SELECT g.patient, g.entry, max(g.grade) AS worst, CASE WHEN count(*) = count(g.grade) THEN 1 ELSE 0 END AS complete
           FROM ctcae_grades g JOIN safety_periods s ON s.patient = g.patient
           WHERE g.day IS NULL OR g.day > s.index_date AND g.day BETWEEN s.from_date AND s.to_date GROUP BY g.patient, g.entry) w
  ON w.patient = p.patient AND w.entry = e.entry
LEFT JOIN (SELECT g.patient, g.entry, CASE WHEN min(g.grade) = max(g.grade) AND count(*) = count(g.grade) THEN min(g.grade) END AS grade
           FROM ctcae_grades g JOIN ctcae_baselines d ON d.patient = g.patient AND d.entry = g.entry AND d.day = g.day
           WHERE d.value IS NOT NULL GROUP BY g.patient, g.entry) b
  ON b.patient = p.patient AND b.entry = e.entry
