-- The badness of the scores taken, read off their keys.
-- grain: one row per patient, choice and part with a day that may count
-- columns: patient, choice, part, day, record, bad1, bad2, bad3, bad4
SELECT w.patient, w.choice, w.part, w.day, w.record,
       p.sign * (w.key1 % p.span1 - p.flip1) AS bad1, p.sign * (w.key2 % p.span2 - p.flip2) AS bad2,
       p.sign * (w.key3 % p.span3 - p.flip3) AS bad3, p.sign * (w.key4 % p.span4 - p.flip4) AS bad4
FROM window_scores w JOIN p_choices p ON p.choice = w.choice AND p.part = w.part
