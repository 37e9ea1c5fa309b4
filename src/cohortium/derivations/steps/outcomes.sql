-- One row per patient and pair of slots, however many endpoints and variants read it: the dataset that is kept and explained.
-- grain: one row per patient of the efficacy set and pair of slots
-- columns: patient, centre, arm, strata, timepoint, baseline_slot, value_slot, baseline, value, baseline_record, value_record, value_day, due, stopped, dead, visited, set_aside
-- kept
SELECT s.patient, s.centre, s.arm, s.strata, q.timepoint, q.baseline_slot, q.value_slot, b.value AS baseline, v.value AS value,
       b.record AS baseline_record, v.record AS value_record, v.day AS value_day, w.due, w.stopped, w.dead,
       i.patient IS NOT NULL AS visited, a.patient IS NOT NULL AS set_aside
FROM subjects s JOIN patient_windows w ON w.patient = s.patient JOIN p_pairs q ON q.timepoint = w.timepoint
LEFT JOIN chosen b ON b.patient = s.patient AND b.slot = q.baseline_slot
LEFT JOIN chosen v ON v.patient = s.patient AND v.slot = q.value_slot
LEFT JOIN visited i ON i.patient = s.patient AND i.timepoint = q.timepoint
LEFT JOIN set_aside a ON a.patient = s.patient AND a.timepoint = q.timepoint AND a.measure = q.measure AND a.same_day = q.same_day
WHERE s.efficacy = 1
