-- grain: one row per endpoint, timepoint, stratum, state and answer
-- columns: endpoint, timepoint, centre, arm, strata, state, responder, imputed, patients
-- kept
SELECT e.endpoint, e.timepoint, p.centre, p.arm, p.strata, r.state, r.responder, r.imputed, CAST(sum(r.patients) AS BIGINT) AS patients
FROM (SELECT question, profile, state, responder, imputed, sum(patients) AS patients
      FROM responses GROUP BY question, profile, state, responder, imputed) r
JOIN p_endpoints e ON e.question = r.question JOIN profiles p ON p.profile = r.profile
GROUP BY e.endpoint, e.timepoint, p.centre, p.arm, p.strata, r.state, r.responder, r.imputed
