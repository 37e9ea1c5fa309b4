-- Found at the patient's first line that holds a score of the window, or one carried into it.
-- grain: one row per patient and measure with a score in a window and none at baseline
-- columns: rule, record, variable
SELECT 'missing_baseline' AS rule, min(s.record) AS record, s.measure AS variable
FROM (SELECT patient, part, baseline_choice, value_choice, before1 IS NULL AND after1 IS NOT NULL AS lacks1, before2 IS NULL AND after2 IS NOT NULL AS lacks2,
             before3 IS NULL AND after3 IS NOT NULL AS lacks3, before4 IS NULL AND after4 IS NOT NULL AS lacks4
      FROM window_pairs
      WHERE before1 IS NULL AND after1 IS NOT NULL OR before2 IS NULL AND after2 IS NOT NULL
         OR before3 IS NULL AND after3 IS NOT NULL OR before4 IS NULL AND after4 IS NOT NULL) d
JOIN p_pairs p ON p.part = d.part AND p.baseline_choice = d.baseline_choice AND p.value_choice = d.value_choice
 AND CASE p.lane WHEN 1 THEN d.lacks1 WHEN 2 THEN d.lacks2 WHEN 3 THEN d.lacks3 ELSE d.lacks4 END
JOIN patient_windows w ON w.patient = d.patient AND w.timepoint = p.timepoint
JOIN scores s ON s.patient = d.patient AND s.measure = p.measure AND s.day <= w.to_date
 AND (s.day >= w.from_date OR w.carries = 1 AND s.day > w.index_date)
GROUP BY s.patient, s.measure
