-- grain: one row per laboratory term and stratum
-- columns: term, centre, arm, strata, patients
-- kept
SELECT b.term, p.centre, p.arm, p.strata, count(*) AS patients
FROM (SELECT DISTINCT patient, term FROM baseline_abnormal) b JOIN safety_periods p ON p.patient = b.patient GROUP BY b.term, p.centre, p.arm, p.strata
