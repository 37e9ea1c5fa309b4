-- How many different drugs were taken before; unknown where nothing is known.
-- grain: one row per patient with an index date and characteristic that counts previous drugs
-- columns: patient, variable, level, record, number
SELECT e.patient, c.variable, CAST(NULL AS STRING) AS level, min(p.record) AS record,
       CASE WHEN max(p.state) >= 2 OR min(s.previous_not_reported) = 'no'
            THEN c.units * sum(CASE WHEN p.state = 3 THEN 1 ELSE 0 END) END AS number
FROM enrolled e CROSS JOIN p_characteristics c CROSS JOIN study s LEFT JOIN previous_states p ON p.patient = e.patient
WHERE e.reason IS NULL AND c.source = 'count' GROUP BY e.patient, c.variable, c.units
