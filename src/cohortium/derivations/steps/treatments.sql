-- Lines with a start, not after the data cut; a stop before its start sets the line aside.
-- studied: may begin the index course; of_arm: an arm declares the drug (where none does, nothing is prior use or a switch).
-- grain: one row per treatment line
-- columns: record, patient, drug, dose, dose_unit, start, stop, stop_unknown, studied, of_arm
-- kept until: course_lines
SELECT t.record, k.patient, t.drug, t.dose, t.dose_unit, t.start, t.stop,
       CASE WHEN t.stop_unreadable THEN 1 ELSE 0 END AS stop_unknown,
       CASE WHEN s.all_drugs = 1 OR a.drug IS NOT NULL THEN 1 ELSE 0 END AS studied, CASE WHEN a.drug IS NULL THEN 0 ELSE 1 END AS of_arm
FROM in_treatments t JOIN keys k ON k.centre = t.centre AND k.code = t.code CROSS JOIN study s
LEFT JOIN p_arm_drugs a ON a.drug = t.drug
WHERE t.start IS NOT NULL AND (t.stop IS NULL OR t.stop >= t.start) AND (s.data_cut IS NULL OR t.start <= s.data_cut)
