-- The scores chosen for each window, in steps of the measure, with the records behind them.
-- grain: one row per patient of the efficacy set, measure, window, way to choose and value before treatment that it is compared with
-- columns: centre, patient, arm, measure, timepoint, pick, same_day, until_stop, carry, baseline_timepoint, baseline_pick, baseline, value, baseline_record, value_record, value_day, baseline_nominal, value_nominal, due, stopped, dead, visited, set_aside
-- order: centre, patient, measure, timepoint, pick, same_day, until_stop, carry, baseline_timepoint, baseline_pick, baseline_record, value_record
SELECT o.centre, s.code AS patient, o.arm, l.measure, o.timepoint, l.pick, l.same_day, l.until_stop, l.carry, b.timepoint AS baseline_timepoint,
       b.pick AS baseline_pick, o.baseline, o.value, o.baseline_record, o.value_record, o.value_day,
       CASE WHEN o.baseline_record IS NOT NULL THEN x.record IS NOT NULL END AS baseline_nominal,
       CASE WHEN o.value_record IS NOT NULL THEN y.record IS NOT NULL END AS value_nominal, o.due, o.stopped, o.dead, o.visited, o.set_aside
FROM outcomes o JOIN subjects s ON s.patient = o.patient JOIN p_slots l ON l.slot = o.value_slot JOIN p_slots b ON b.slot = o.baseline_slot
LEFT JOIN (SELECT record FROM visits WHERE nominal AND part = 0) x ON x.record = o.baseline_record
LEFT JOIN (SELECT record FROM visits WHERE nominal AND part = 0) y ON y.record = o.value_record
