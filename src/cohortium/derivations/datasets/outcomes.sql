-- The scores chosen for each window, in steps of the measure, with the records behind them.
-- grain: one row per patient of the efficacy set, measure, window and way to choose
-- columns: centre, patient, arm, measure, timepoint, pick, until_stop, carry, baseline, value, baseline_record, value_record, value_day, due, stopped, dead, visited, set_aside
SELECT o.centre, s.code AS patient, o.arm, l.measure, o.timepoint, l.pick, l.until_stop, l.carry, o.baseline, o.value, o.baseline_record,
       o.value_record, o.value_day, o.due, o.stopped, o.dead, o.visited, o.set_aside
FROM outcomes o JOIN subjects s ON s.patient = o.patient JOIN p_slots l ON l.slot = o.value_slot ORDER BY o.patient, o.value_slot
