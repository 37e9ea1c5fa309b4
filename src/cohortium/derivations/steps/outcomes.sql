-- One row per patient and pair of slots, however many endpoints and variants read it: the dataset that is kept and explained.
-- grain: one row per patient of the efficacy set and pair of slots
-- columns: patient, centre, arm, strata, timepoint, baseline_slot, value_slot, baseline, value, baseline_record, value_record, value_day, due, stopped, dead, visited, set_aside
SELECT q.patient, p.centre, p.arm, p.strata, p.timepoint, q.baseline_slot, q.value_slot, q.baseline, q.value,
       q.baseline_record, q.value_record, q.value_day, p.due, p.stopped, p.dead, p.visited, q.set_aside
FROM pairs q JOIN profiles p ON p.profile = q.profile
