-- What each source says of each term: 8 yes, 4 no, 2 not done, 1 unknown. A blank says nothing.
-- grain: one row per patient, term and source line
-- columns: patient, term, source, answer, record
SELECT patient, term, source, answer, record FROM line_answers
UNION ALL
SELECT patient, term, source, answer, record FROM laboratory_answers
UNION ALL
SELECT r.patient, l.term, 'review', whole_parts(r.pattern, l.unit) % 16, r.record
FROM reviews r JOIN p_places l ON l.block = r.block WHERE whole_parts(r.pattern, l.unit) % 16 > 0
