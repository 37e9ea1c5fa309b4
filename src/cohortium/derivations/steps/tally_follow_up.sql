-- grain: one row per stratum and number of days
-- columns: centre, arm, strata, days, patients
-- kept
SELECT g.centre, g.arm, g.strata, f.days, f.patients
FROM (SELECT stratum, days, count(*) AS patients FROM follow_up GROUP BY stratum, days) f JOIN groups g ON g.stratum = f.stratum
