-- Patients who look the same to every rule are counted together before any rule is read: a variant costs situations, not patients.
-- grain: one row per pair of slots, stratum and situation
-- columns: timepoint, baseline_slot, value_slot, centre, arm, strata, baseline, value, due, stopped, dead, visited, set_aside, patients
-- kept
SELECT timepoint, baseline_slot, value_slot, centre, arm, strata, baseline, value, due, stopped, dead, visited, set_aside, count(*) AS patients
FROM outcomes GROUP BY timepoint, baseline_slot, value_slot, centre, arm, strata, baseline, value, due, stopped, dead, visited, set_aside
