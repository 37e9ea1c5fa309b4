-- Unknown is not a member. strata holds one digit to base 3 per subset: 2 yes, 1 no, 0 unknown.
-- grain: one row per patient with an index date
-- columns: patient, outside_efficacy, outside_safety, strata
SELECT e.patient, coalesce(sum(CASE WHEN p.set_name = 'efficacy' AND (c.met IS NULL OR NOT c.met) THEN 1 ELSE 0 END), 0) AS outside_efficacy,
       coalesce(sum(CASE WHEN p.set_name = 'safety' AND (c.met IS NULL OR NOT c.met) THEN 1 ELSE 0 END), 0) AS outside_safety,
       CAST(coalesce(sum(CASE WHEN p.set_name = 'subset' THEN p.weight * CASE WHEN c.met THEN 2 WHEN NOT c.met THEN 1 ELSE 0 END ELSE 0 END), 0) AS BIGINT) AS strata
FROM enrolled e LEFT JOIN conditions c ON c.patient = e.patient LEFT JOIN p_sets p ON p.condition = c.condition
WHERE e.reason IS NULL GROUP BY e.patient
