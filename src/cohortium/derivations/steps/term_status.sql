-- Yes if any source says yes.
-- grain: one row per patient of the safety set and term
-- columns: patient, stratum, term, status
SELECT s.patient, s.stratum, k.term, k.status
FROM answer_patterns s JOIN patterns k ON k.block = s.block AND k.pattern = s.pattern JOIN p_terms t ON t.term = k.term
