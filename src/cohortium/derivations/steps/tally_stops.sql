-- grain: one row per stratum
-- columns: centre, arm, strata, stopped, patients
-- kept
SELECT centre, arm, strata, CASE WHEN stop IS NULL THEN 0 ELSE 1 END AS stopped, count(*) AS patients
FROM subjects WHERE reason IS NULL AND stop_unknown = 0 GROUP BY centre, arm, strata, CASE WHEN stop IS NULL THEN 0 ELSE 1 END
