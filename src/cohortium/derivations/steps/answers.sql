-- Each patient's answer to a responder endpoint, found again in the situation that it was counted in.
-- grain: one row per patient, responder endpoint and timepoint with an answer
-- columns: patient, profile, endpoint, timepoint, responder
-- kept
SELECT q.patient, q.profile, r.endpoint, r.timepoint, r.responder
FROM pairs q JOIN p_pairs s ON s.pair = q.pair JOIN p_measures m ON m.measure = s.measure
JOIN responses r ON r.baseline_slot = s.baseline_slot AND r.value_slot = s.value_slot AND r.profile = q.profile
 AND r.baseline IS NOT DISTINCT FROM m.worse * (q.before + m.least) AND r.value IS NOT DISTINCT FROM m.worse * (q.after + m.least)
 AND r.set_aside = q.set_aside
WHERE r.quantity = 'responder' AND r.responder IS NOT NULL
