-- grain: one row per timepoint and stratum of the efficacy set
-- columns: timepoint, centre, arm, strata, due, visited, patients
-- kept
SELECT f.timepoint, p.centre, p.arm, p.strata, p.due, p.visited, CAST(sum(f.patients) AS BIGINT) AS patients
FROM (SELECT timepoint, profile, count(*) AS patients FROM followed GROUP BY timepoint, profile) f JOIN profiles p ON p.profile = f.profile
GROUP BY f.timepoint, p.centre, p.arm, p.strata, p.due, p.visited
