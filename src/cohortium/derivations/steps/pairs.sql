-- The scores of both ends of every comparison, or their absence.
-- grain: one row per patient of the efficacy set and pair of slots
-- columns: patient, profile, baseline_slot, value_slot, baseline, value, baseline_record, value_record, value_day, set_aside
-- kept
SELECT f.patient, f.profile, q.baseline_slot, q.value_slot, b.value AS baseline, v.value AS value,
       b.record AS baseline_record, v.record AS value_record, v.day AS value_day, a.patient IS NOT NULL AS set_aside
FROM window_profiles f JOIN p_pairs q ON q.timepoint = f.timepoint
LEFT JOIN (SELECT c.patient, c.slot, c.value, c.record FROM chosen c JOIN (SELECT DISTINCT baseline_slot FROM p_pairs) p ON p.baseline_slot = c.slot) b
  ON b.patient = f.patient AND b.slot = q.baseline_slot
LEFT JOIN (SELECT c.patient, c.slot, c.value, c.record, c.day FROM chosen c JOIN (SELECT DISTINCT value_slot FROM p_pairs) p ON p.value_slot = c.slot) v
  ON v.patient = f.patient AND v.slot = q.value_slot
LEFT JOIN (SELECT s.patient, p.value_slot FROM set_aside s
           JOIN p_pairs p ON p.timepoint = s.timepoint AND p.measure = s.measure AND p.same_day = s.same_day) a
  ON a.patient = f.patient AND a.value_slot = q.value_slot
