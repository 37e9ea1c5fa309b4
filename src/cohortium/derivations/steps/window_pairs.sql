-- The scores of both ends of the comparisons of a window, four abreast, or their absence.
-- grain: one row per patient of the efficacy set, pair of choices and part
-- columns: patient, profile, part, baseline_choice, value_choice, before1, before2, before3, before4, after1, after2, after3, after4
-- kept
SELECT f.patient, f.profile, q.part, q.baseline_choice, q.value_choice, b.bad1 AS before1, b.bad2 AS before2, b.bad3 AS before3, b.bad4 AS before4,
       v.bad1 AS after1, v.bad2 AS after2, v.bad3 AS after3, v.bad4 AS after4
FROM followed f JOIN (SELECT DISTINCT timepoint, part, baseline_choice, value_choice FROM p_pairs) q ON q.timepoint = f.timepoint
LEFT JOIN window_scores b ON b.patient = f.patient AND b.choice = q.baseline_choice AND b.part = q.part
LEFT JOIN window_scores v ON v.patient = f.patient AND v.choice = q.value_choice AND v.part = q.part
