-- grain: one row per laboratory term and stratum
-- columns: term, centre, arm, strata, patients
-- kept
SELECT b.term, g.centre, g.arm, g.strata, b.patients
FROM (SELECT b.term, p.stratum, count(*) AS patients
      FROM (SELECT DISTINCT patient, term FROM baseline_abnormal) b JOIN safety_periods p ON p.patient = b.patient GROUP BY b.term, p.stratum) b
JOIN groups g ON g.stratum = b.stratum
