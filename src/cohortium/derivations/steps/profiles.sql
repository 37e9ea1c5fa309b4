-- Patients whose window is alike in all but the scores share one number, so that the scores of millions carry no texts.
-- grain: one row per stratum, window and what is known of it
-- columns: profile, centre, arm, strata, timepoint, due, stopped, dead, visited, patients
-- kept
SELECT row_number() OVER (ORDER BY centre, arm, strata, timepoint, due, stopped, dead, visited) AS profile,
       centre, arm, strata, timepoint, due, stopped, dead, visited, patients
FROM (SELECT centre, arm, strata, timepoint, due, stopped, dead, visited, count(*) AS patients
      FROM followed GROUP BY centre, arm, strata, timepoint, due, stopped, dead, visited) f
