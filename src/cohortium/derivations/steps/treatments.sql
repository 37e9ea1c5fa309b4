-- Lines with a start, not after the data cut; a stop before its start sets the line aside.
-- grain: one row per treatment line
-- columns: record, patient, drug, dose, dose_unit, start, stop, studied
-- kept
SELECT t.record, k.patient, t.drug, t.dose, t.dose_unit, t.start, t.stop,
       CASE WHEN s.all_drugs = 1 OR a.drug IS NOT NULL THEN 1 ELSE 0 END AS studied
FROM in_treatments t JOIN keys k ON k.centre = t.centre AND k.code = t.code CROSS JOIN study s
LEFT JOIN p_arm_drugs a ON a.drug = t.drug
WHERE t.start IS NOT NULL AND (t.stop IS NULL OR t.stop >= t.start) AND (s.data_cut IS NULL OR t.start <= s.data_cut)
