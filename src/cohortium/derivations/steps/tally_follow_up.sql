-- grain: one row per stratum and number of days
-- columns: centre, arm, strata, days, patients
-- kept
SELECT centre, arm, strata, days, count(*) AS patients FROM follow_up GROUP BY centre, arm, strata, days
