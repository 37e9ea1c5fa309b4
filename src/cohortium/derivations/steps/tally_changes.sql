-- Both scores travel, so that any function of them can be worked out from the tally.
-- grain: one row per summarised endpoint, timepoint, stratum and pair of scores
-- columns: endpoint, timepoint, centre, arm, strata, baseline, value, patients
-- kept
SELECT e.endpoint, e.timepoint, p.centre, p.arm, p.strata, r.baseline, r.value, CAST(sum(r.patients) AS BIGINT) AS patients
FROM (SELECT question, profile, baseline, value, sum(patients) AS patients
      FROM responses WHERE quantity <> 'responder' AND state = 'evaluable' GROUP BY question, profile, baseline, value) r
JOIN p_endpoints e ON e.question = r.question JOIN profiles p ON p.profile = r.profile
GROUP BY e.endpoint, e.timepoint, p.centre, p.arm, p.strata, r.baseline, r.value
