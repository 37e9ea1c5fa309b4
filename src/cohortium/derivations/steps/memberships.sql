-- Unknown is not a member. strata holds one digit to base 3 per subset: 2 yes, 1 no, 0 unknown.
-- grain: one row per patient with an index date, where sets or subsets have conditions
-- columns: patient, outside_efficacy, outside_safety, strata
SELECT c.patient, sum(CASE WHEN p.set_name = 'efficacy' AND (c.met IS NULL OR NOT c.met) THEN 1 ELSE 0 END) AS outside_efficacy,
       sum(CASE WHEN p.set_name = 'safety' AND (c.met IS NULL OR NOT c.met) THEN 1 ELSE 0 END) AS outside_safety,
       CAST(sum(CASE WHEN p.set_name = 'subset' THEN p.weight * CASE WHEN c.met THEN 2 WHEN NOT c.met THEN 1 ELSE 0 END ELSE 0 END) AS BIGINT) AS strata
FROM conditions c JOIN p_sets p ON p.condition = c.condition GROUP BY c.patient
