-- A key says how far ahead of the others a score is: first by its day, as the pick wants it, then by its badness.
-- No day of the window is further than its reach from the index date: carried days are places 1 to reach, days of the window reach + 1 to 3 reach + 1.
-- Carried days come behind every day of the window, the latest of them first. No key: that score may not be chosen.
-- grain: one row per patient, choice, part and day
-- columns: patient, choice, part, day, record, inside, key1, key2, key3, key4
SELECT t.patient, t.choice, t.part, t.day, t.record, t.inside,
       t.ahead * t.span1 + t.flip1 + t.sign * t.bad1 AS key1, t.ahead * t.span2 + t.flip2 + t.sign * t.bad2 AS key2,
       t.ahead * t.span3 + t.flip3 + t.sign * t.bad3 AS key3, t.ahead * t.span4 + t.flip4 + t.sign * t.bad4 AS key4
FROM (SELECT w.patient, p.choice, w.part, w.day, w.record, w.inside, w.bad1, w.bad2, w.bad3, w.bad4,
             p.sign, p.span1, p.span2, p.span3, p.span4, p.flip1, p.flip2, p.flip3, p.flip4,
             CASE WHEN p.until_stop % 2 = 1 AND w.after_stop = 1 OR w.day > c.day OR p.carry = 0 AND w.inside = 0 THEN NULL WHEN w.inside = 0 THEN w.from_index
                  WHEN p.pick = 'first' THEN 2 * p.reach + 1 - w.from_index WHEN p.pick = 'last' THEN 2 * p.reach + 1 + w.from_index
                  WHEN p.pick = 'nearest' THEN 3 * p.reach + 1 - w.from_target ELSE 3 * p.reach + 1 END AS ahead
      FROM window_days w JOIN p_choices p ON p.timepoint = w.timepoint AND p.part = w.part
      LEFT JOIN cut_days c ON c.patient = w.patient AND c.cut = p.until_stop
      WHERE w.same_day IS NULL OR w.same_day = p.same_day) t
