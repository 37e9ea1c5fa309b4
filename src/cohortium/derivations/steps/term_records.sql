-- The status of a term with the source and the record that decide.
-- grain: one row per patient of the safety set and term
-- columns: patient, stratum, term, source, record, status
SELECT s.patient, s.stratum, s.term, a.source, a.record, s.status
FROM term_status s LEFT JOIN known_answers a ON a.patient = s.patient AND a.term = s.term
