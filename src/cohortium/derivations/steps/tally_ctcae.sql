-- grain: one row per graded term, stratum, worst grade, completeness and grade before treatment
-- columns: entry, centre, arm, strata, worst, complete, baseline, patients
-- kept
SELECT entry, centre, arm, strata, worst, complete, baseline, count(*) AS patients
FROM ctcae_patients GROUP BY entry, centre, arm, strata, worst, complete, baseline
