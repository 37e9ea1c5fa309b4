-- Each patient's status for each term, with the source and record that decide.
-- grain: one row per patient of the safety set and term
-- columns: centre, patient, arm, term, status, source, record
-- order: centre, patient, term
SELECT s.centre, s.code AS patient, s.arm, t.term, t.status, t.source, t.record
FROM term_records t JOIN subjects s ON s.patient = t.patient
