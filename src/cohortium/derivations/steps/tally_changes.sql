-- Both scores travel, so that any function of them can be worked out from the tally.
-- grain: one row per summarised endpoint, timepoint, stratum and pair of scores
-- columns: endpoint, timepoint, centre, arm, strata, baseline, value, patients
-- kept
SELECT r.endpoint, r.timepoint, p.centre, p.arm, p.strata, r.baseline, r.value, CAST(sum(r.patients) AS BIGINT) AS patients
FROM responses r JOIN profiles p ON p.profile = r.profile WHERE r.quantity <> 'responder' AND r.state = 'evaluable'
GROUP BY r.endpoint, r.timepoint, p.centre, p.arm, p.strata, r.baseline, r.value
