-- An event whose strategy is composite is a non-response, whatever the score; then what the missing rule and the stop rule make of who is
-- not evaluable. Only due and eligible patients are ever counted.
-- grain: one row per endpoint and situation
-- columns: question, endpoint, quantity, timepoint, baseline_slot, value_slot, profile, baseline, value, due, stopped, dead, visited, set_aside, patients, state, responder, imputed
SELECT question, endpoint, quantity, timepoint, baseline_slot, value_slot, profile, baseline, value,
       due, stopped, dead, visited, set_aside, patients, state,
       CASE WHEN state IN ('not_due', 'eligibility_unknown', 'not_eligible') THEN NULL WHEN failed THEN FALSE WHEN state = 'evaluable' THEN met
            WHEN after_stop = 'non_responder' AND value IS NULL AND stopped THEN FALSE
            WHEN missing = 'best_case' THEN TRUE WHEN missing = 'worst_case' THEN FALSE
            WHEN missing = 'non_responder' AND state <> 'baseline_zero' THEN FALSE END AS responder,
       CASE WHEN state IN ('not_due', 'eligibility_unknown', 'not_eligible') THEN NULL WHEN failed THEN 'event' WHEN state = 'evaluable' THEN NULL
            WHEN value IS NULL AND stopped THEN 'stop' ELSE 'missing' END AS imputed
FROM states
