-- One row per patient and pair of slots, however many endpoints and variants read it: the dataset that is written and explained.
-- grain: one row per patient of the efficacy set and pair of slots
-- columns: patient, profile, centre, arm, strata, timepoint, baseline_slot, value_slot, baseline, value, baseline_record, value_record, value_day, due, stopped, dead, visited, set_aside
-- kept
SELECT q.patient, q.profile, p.centre, p.arm, p.strata, s.timepoint, s.baseline_slot, s.value_slot,
       m.worse * (q.before + m.least) AS baseline, m.worse * (q.after + m.least) AS value,
       coalesce(b.record, CASE WHEN q.before IS NOT NULL THEN x.record END) AS baseline_record,
       coalesce(v.record, CASE WHEN q.after IS NOT NULL THEN y.record END) AS value_record,
       coalesce(v.day, CASE WHEN q.after IS NOT NULL THEN z.day END) AS value_day, p.due, p.stopped, p.dead, p.visited, q.set_aside
FROM pairs q JOIN profiles p ON p.profile = q.profile JOIN p_pairs s ON s.pair = q.pair JOIN p_measures m ON m.measure = s.measure
LEFT JOIN found b ON b.patient = q.patient AND b.slot = s.baseline_slot LEFT JOIN found v ON v.patient = q.patient AND v.slot = s.value_slot
LEFT JOIN window_scores x ON x.patient = q.patient AND x.choice = s.baseline_choice AND x.part = s.part
LEFT JOIN window_scores y ON y.patient = q.patient AND y.choice = s.value_choice AND y.part = s.part
LEFT JOIN visits z ON z.record = y.record AND z.part = y.part
