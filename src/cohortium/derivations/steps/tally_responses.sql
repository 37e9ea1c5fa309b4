-- grain: one row per endpoint, timepoint, stratum, state and answer
-- columns: endpoint, timepoint, centre, arm, strata, state, responder, imputed, patients
-- kept
SELECT r.endpoint, r.timepoint, p.centre, p.arm, p.strata, r.state, r.responder, r.imputed, CAST(sum(r.patients) AS BIGINT) AS patients
FROM (SELECT endpoint, timepoint, profile, state, responder, imputed, sum(patients) AS patients
      FROM responses GROUP BY endpoint, timepoint, profile, state, responder, imputed) r JOIN profiles p ON p.profile = r.profile
GROUP BY r.endpoint, r.timepoint, p.centre, p.arm, p.strata, r.state, r.responder, r.imputed
