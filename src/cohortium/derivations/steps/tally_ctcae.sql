-- grain: one row per graded term, stratum, worst grade, completeness and grade before treatment
-- columns: entry, centre, arm, strata, worst, complete, baseline, patients
-- kept
SELECT p.entry, g.centre, g.arm, g.strata, p.worst, p.complete, p.baseline, count(*) AS patients
FROM ctcae_patients p JOIN groups g ON g.stratum = p.stratum GROUP BY p.entry, g.centre, g.arm, g.strata, p.worst, p.complete, p.baseline
