-- grain: one row per patient of the efficacy set and pair of slots
-- columns: patient, profile, pair, value_slot, before, after, set_aside
SELECT t.patient, t.profile, t.pair, t.value_slot, t.before, t.after, a.patient IS NOT NULL AS set_aside
FROM (SELECT w.patient, w.profile, p.pair, p.value_slot,
             CASE p.lane WHEN 1 THEN w.before1 WHEN 2 THEN w.before2 WHEN 3 THEN w.before3 ELSE w.before4 END AS before,
             CASE p.lane WHEN 1 THEN w.after1 WHEN 2 THEN w.after2 WHEN 3 THEN w.after3 ELSE w.after4 END AS after
      FROM window_pairs w JOIN p_pairs p ON p.part = w.part AND p.baseline_choice = w.baseline_choice AND p.value_choice = w.value_choice) t
LEFT JOIN set_aside a ON a.patient = t.patient AND a.slot = t.value_slot
