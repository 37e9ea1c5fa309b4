-- grain: one row per stratum
-- columns: centre, arm, strata, stopped, patients
-- kept
SELECT centre, arm, strata, stopped, count(DISTINCT patient) AS patients FROM stops GROUP BY centre, arm, strata, stopped
