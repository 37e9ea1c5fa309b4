-- SQL's own three-valued AND and OR are the rule: an absent condition is FALSE in any, TRUE in all; an unknown one stays unknown.
-- grain: one row per endpoint and situation
-- columns: question, endpoint, quantity, missing, after_stop, timepoint, baseline_slot, value_slot, profile, baseline, value, due, stopped, dead, visited, set_aside, patients, failed, eligible, met
SELECT e.question, e.endpoint, e.quantity, e.missing, e.after_stop, e.timepoint, s.baseline_slot, s.value_slot, s.profile, s.baseline, s.value,
       f.due, f.stopped, f.dead, f.visited, s.set_aside, s.patients, (e.composite & f.marks) <> 0 AS failed,
       e.baseline_at_least IS NULL OR s.baseline >= e.baseline_at_least AS eligible,
       CASE e.rule
         WHEN 'any' THEN e.value_at_most IS NOT NULL AND s.value <= e.value_at_most
                      OR e.value_at_least IS NOT NULL AND s.value >= e.value_at_least
                      OR e.fall_at_least IS NOT NULL AND s.baseline - s.value >= e.fall_at_least
                      OR e.rise_at_least IS NOT NULL AND s.value - s.baseline >= e.rise_at_least
                      OR e.improvement_parts IS NOT NULL AND CASE WHEN s.baseline <> 0
                         THEN e.worse * (s.baseline - s.value) * e.improvement_whole >= e.improvement_parts * abs(s.baseline) END
         WHEN 'all' THEN (e.value_at_most IS NULL OR s.value <= e.value_at_most)
                     AND (e.value_at_least IS NULL OR s.value >= e.value_at_least)
                     AND (e.fall_at_least IS NULL OR s.baseline - s.value >= e.fall_at_least)
                     AND (e.rise_at_least IS NULL OR s.value - s.baseline >= e.rise_at_least)
                     AND (e.improvement_parts IS NULL OR CASE WHEN s.baseline <> 0
                         THEN e.worse * (s.baseline - s.value) * e.improvement_whole >= e.improvement_parts * abs(s.baseline) END)
         WHEN 'change' THEN CASE WHEN s.value - s.baseline IS NOT NULL THEN TRUE END
         ELSE CASE WHEN s.value IS NOT NULL THEN TRUE END
       END AS met
FROM situations s JOIN profiles f ON f.profile = s.profile JOIN p_endpoints e ON e.baseline_slot = s.baseline_slot AND e.value_slot = s.value_slot
