-- grain: one row per reason to leave, set and stratum
-- columns: centre, arm, strata, reason, efficacy, safety, screened, patients
-- kept
SELECT centre, arm, strata, reason, efficacy, safety, screened, count(*) AS patients
FROM subjects GROUP BY centre, arm, strata, reason, efficacy, safety, screened
