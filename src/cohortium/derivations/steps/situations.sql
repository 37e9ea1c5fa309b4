-- Patients who look the same to every rule are counted together before any rule is read: a variant costs situations, not patients.
-- grain: one row per pair of slots, profile and scores
-- columns: baseline_slot, value_slot, profile, baseline, value, set_aside, patients
-- kept
SELECT s.baseline_slot, s.value_slot, q.profile, m.worse * (q.before + m.least) AS baseline, m.worse * (q.after + m.least) AS value, q.set_aside, q.patients
FROM (SELECT profile, pair, before, after, set_aside, count(*) AS patients FROM pairs GROUP BY profile, pair, before, after, set_aside) q
JOIN p_pairs s ON s.pair = q.pair JOIN p_measures m ON m.measure = s.measure
