-- Patients who look the same to every rule are counted together before any rule is read: a variant costs situations, not patients.
-- grain: one row per pair of slots, stratum and situation
-- columns: timepoint, baseline_slot, value_slot, centre, arm, strata, baseline, value, due, stopped, dead, visited, set_aside, patients
-- kept
SELECT p.timepoint, q.baseline_slot, q.value_slot, p.centre, p.arm, p.strata, q.baseline, q.value,
       p.due, p.stopped, p.dead, p.visited, q.set_aside, q.patients
FROM (SELECT profile, baseline_slot, value_slot, baseline, value, set_aside, count(*) AS patients
      FROM pairs GROUP BY profile, baseline_slot, value_slot, baseline, value, set_aside) q
JOIN profiles p ON p.profile = q.profile
