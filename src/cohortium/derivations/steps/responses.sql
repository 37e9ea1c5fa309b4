-- What the missing rule and the stop rule make of who is not evaluable; only due and eligible patients are ever imputed.
-- grain: one row per endpoint and situation
-- columns: endpoint, quantity, timepoint, baseline_slot, value_slot, profile, baseline, value, due, stopped, dead, visited, set_aside, patients, state, responder, imputed
SELECT endpoint, quantity, timepoint, baseline_slot, value_slot, profile, baseline, value,
       due, stopped, dead, visited, set_aside, patients, state,
       CASE WHEN state = 'evaluable' THEN met WHEN state IN ('not_due', 'eligibility_unknown', 'not_eligible') THEN NULL
            WHEN after_stop = 'non_responder' AND value IS NULL AND stopped THEN FALSE
            WHEN missing = 'best_case' THEN TRUE WHEN missing = 'worst_case' THEN FALSE
            WHEN missing = 'non_responder' AND state <> 'baseline_zero' THEN FALSE END AS responder,
       CASE WHEN state IN ('evaluable', 'not_due', 'eligibility_unknown', 'not_eligible') THEN NULL
            WHEN value IS NULL AND stopped THEN 'stop' ELSE 'missing' END AS imputed
FROM states
