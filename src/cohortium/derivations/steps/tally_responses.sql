-- grain: one row per endpoint, timepoint, stratum, state and answer
-- columns: endpoint, timepoint, centre, arm, strata, state, responder, imputed, patients
-- kept
SELECT endpoint, timepoint, centre, arm, strata, state, responder, imputed, CAST(sum(patients) AS BIGINT) AS patients
FROM responses GROUP BY endpoint, timepoint, centre, arm, strata, state, responder, imputed
