-- One state per situation, the first that applies.
-- grain: one row per endpoint and situation
-- columns: question, endpoint, quantity, missing, after_stop, timepoint, baseline_slot, value_slot, profile, baseline, value, due, stopped, dead, visited, set_aside, patients, failed, met, state
SELECT question, endpoint, quantity, missing, after_stop, timepoint, baseline_slot, value_slot, profile, baseline, value,
       due, stopped, dead, visited, set_aside, patients, failed, met,
       CASE WHEN NOT due THEN 'not_due' WHEN eligible IS NULL THEN 'eligibility_unknown' WHEN NOT eligible THEN 'not_eligible'
            WHEN met IS NOT NULL THEN 'evaluable' WHEN value IS NOT NULL AND baseline IS NULL THEN 'no_baseline'
            WHEN value IS NOT NULL THEN 'baseline_zero' WHEN dead THEN 'dead' WHEN stopped THEN 'stopped' WHEN NOT visited THEN 'no_visit'
            WHEN set_aside THEN 'set_aside' ELSE 'not_done' END AS state
FROM judged
