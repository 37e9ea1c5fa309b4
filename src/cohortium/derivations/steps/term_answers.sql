-- grain: one row per patient, term and source line, the deciding one first
-- columns: patient, term, source, answer, record, rank
SELECT patient, term, source, answer, record,
       row_number() OVER (PARTITION BY patient, term ORDER BY answer DESC, CASE source WHEN 'event' THEN 1 WHEN 'laboratory' THEN 2 ELSE 3 END, record) AS rank
FROM term_sources
