-- What decides is the highest of one number per line: of its answer, then of its source (events, laboratory, review), then of the earliest record.
-- grain: one row per patient and term with any record
-- columns: patient, term, decides
SELECT patient, term,
       max((answer * 4 + CASE source WHEN 'event' THEN 2 WHEN 'laboratory' THEN 1 ELSE 0 END) * 72057594037927936 + 72057594037927935 - record) AS decides
FROM term_sources GROUP BY patient, term
