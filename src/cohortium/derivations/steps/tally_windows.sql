-- grain: one row per timepoint and stratum of the efficacy set
-- columns: timepoint, centre, arm, strata, due, visited, patients
-- kept
SELECT timepoint, centre, arm, strata, due, visited, CAST(sum(patients) AS BIGINT) AS patients
FROM profiles GROUP BY timepoint, centre, arm, strata, due, visited
