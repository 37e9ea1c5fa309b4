-- grain: one row per reason and stratum
-- columns: reason, centre, arm, strata, patients, mentions
-- kept
SELECT reason, centre, arm, strata, count(*) AS patients, CAST(sum(mentions) AS BIGINT) AS mentions
FROM stops WHERE stopped = 1 GROUP BY reason, centre, arm, strata
