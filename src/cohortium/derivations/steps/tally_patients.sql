-- Row per patient, not poolable: the answers of the endpoints that a model is asked of, and who is due and alive without one: imputation
-- may ask for these, and no other model counts them.
-- grain: one row per adjusted endpoint, timepoint and patient who counts
-- columns: endpoint, timepoint, patient, centre, arm, responder, baseline, value, patients
-- kept
SELECT r.endpoint, r.timepoint, q.patient, f.centre, f.arm, r.responder, r.baseline, r.value, 1 AS patients
FROM p_adjusted v JOIN responses r ON r.endpoint = v.endpoint AND r.timepoint = v.timepoint
JOIN p_pairs p ON p.baseline_slot = r.baseline_slot AND p.value_slot = r.value_slot JOIN p_measures m ON m.measure = p.measure
JOIN pairs q ON q.pair = p.pair AND q.profile = r.profile AND q.set_aside = r.set_aside
 AND m.worse * (q.before + m.least) IS NOT DISTINCT FROM r.baseline AND m.worse * (q.after + m.least) IS NOT DISTINCT FROM r.value
JOIN profiles f ON f.profile = r.profile
WHERE r.responder IS NOT NULL OR r.quantity <> 'responder' AND r.state = 'evaluable'
 OR r.state IN ('no_baseline', 'stopped', 'no_visit', 'set_aside', 'not_done')
