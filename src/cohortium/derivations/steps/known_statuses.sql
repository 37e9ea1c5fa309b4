-- Who is at risk: a patient whose answer, yes or no, is known, for each term and each at-least-one row.
-- grain: one row per patient of the safety set and term or at-least-one row
-- columns: patient, stratum, term, status
SELECT patient, stratum, term, status FROM term_status WHERE status IN ('yes', 'no')
UNION ALL
SELECT patient, stratum, term, status FROM group_status WHERE status IN ('yes', 'no')
