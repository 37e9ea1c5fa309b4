-- The badness of the scores that each choice takes, read off the greatest key of each; the line behind them where it is the only one that
-- the window has, else none yet.
-- grain: one row per patient, choice and part with a day that may count
-- columns: patient, choice, part, inside, record, bad1, bad2, bad3, bad4
-- kept
SELECT w.patient, w.choice, w.part, max(w.inside) AS inside, CASE WHEN count(*) = 1 THEN min(w.record) END AS record,
       CASE WHEN w.sign = 1 THEN max(w.key1) % w.width ELSE w.width - 1 - max(w.key1) % w.width END AS bad1,
       CASE WHEN w.sign = 1 THEN max(w.key2) % w.width ELSE w.width - 1 - max(w.key2) % w.width END AS bad2,
       CASE WHEN w.sign = 1 THEN max(w.key3) % w.width ELSE w.width - 1 - max(w.key3) % w.width END AS bad3,
       CASE WHEN w.sign = 1 THEN max(w.key4) % w.width ELSE w.width - 1 - max(w.key4) % w.width END AS bad4
FROM window_keys w GROUP BY w.patient, w.choice, w.part, w.sign, w.width
