-- The number taken apart again; 72057594037927936 is 2 to the power of 56, above every record.
-- grain: one row per patient and term with any record
-- columns: patient, term, source, record
-- kept
SELECT patient, term, CASE whole_parts(decides, 72057594037927936) % 4 WHEN 2 THEN 'event' WHEN 1 THEN 'laboratory' ELSE 'review' END AS source,
       72057594037927935 - decides % 72057594037927936 AS record
FROM term_answers
