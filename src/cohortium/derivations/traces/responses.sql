-- Each patient of an endpoint and timepoint, with the answer that its situation got and the records behind it.
-- grain: one row per patient of the efficacy set
-- columns: centre, code, arm, strata, state, responder, imputed, baseline, baseline_record, value, value_record
SELECT o.centre, s.code, o.arm, o.strata, r.state, r.responder, r.imputed, o.baseline, o.baseline_record, o.value, o.value_record
FROM outcomes o JOIN subjects s ON s.patient = o.patient
JOIN responses r ON r.baseline_slot = o.baseline_slot AND r.value_slot = o.value_slot AND r.profile = o.profile
 AND r.baseline IS NOT DISTINCT FROM o.baseline AND r.value IS NOT DISTINCT FROM o.value AND r.set_aside = o.set_aside
WHERE r.endpoint = ? AND r.timepoint = ?
ORDER BY o.centre, s.code
