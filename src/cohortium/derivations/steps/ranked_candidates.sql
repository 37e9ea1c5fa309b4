-- A total order: key, badness, day, record. The earliest record stands among equals.
-- grain: one row per slot and candidate score
-- columns: patient, slot, value, day, record, rank
SELECT patient, slot, value, day, record,
       row_number() OVER (PARTITION BY patient, slot ORDER BY inside DESC, first_key, second_key, day, record) AS rank
FROM candidates
UNION ALL SELECT patient, slot, value, day, record, 1 FROM lone_candidates
