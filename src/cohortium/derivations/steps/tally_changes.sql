-- Both scores travel, so that any function of them can be worked out from the tally.
-- grain: one row per summarised endpoint, timepoint, stratum and pair of scores
-- columns: endpoint, timepoint, centre, arm, strata, baseline, value, patients
-- kept
SELECT endpoint, timepoint, centre, arm, strata, baseline, value, CAST(sum(patients) AS BIGINT) AS patients
FROM responses WHERE quantity <> 'responder' AND state = 'evaluable'
GROUP BY endpoint, timepoint, centre, arm, strata, baseline, value
