-- grain: one row per patient and term with any record
-- columns: patient, term, source, answer, record
-- kept
SELECT patient, term, source, answer, record FROM term_answers WHERE rank = 1
