-- grain: one row per reason to leave, set and stratum
-- columns: centre, arm, strata, reason, efficacy, safety, screened, patients
-- kept
SELECT s.centre, s.arm, s.strata, s.reason, s.efficacy, s.safety, p.screened, count(*) AS patients
FROM subjects s JOIN patients p ON p.patient = s.patient GROUP BY s.centre, s.arm, s.strata, s.reason, s.efficacy, s.safety, p.screened
