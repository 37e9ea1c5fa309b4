-- The keys of the scores that each choice takes; the line behind them where it is the only one that the window has, else none yet.
-- grain: one row per patient, choice and part with a day that may count
-- columns: patient, choice, part, inside, day, record, key1, key2, key3, key4
-- kept
SELECT patient, choice, part, max(inside) AS inside, min(day) AS day, CASE WHEN count(*) = 1 THEN min(record) END AS record,
       max(key1) AS key1, max(key2) AS key2, max(key3) AS key3, max(key4) AS key4
FROM window_keys GROUP BY patient, choice, part
