-- A key says how far ahead of the others a score is: first by its day, as the pick wants it, then by its badness.
-- No day of the window is further than its reach from the index date: carried days are places 1 to reach, days of the window reach + 1 to 3 reach + 1.
-- Carried days come behind every day of the window, the latest of them first. No key: that score may not be chosen.
-- A place is wider than any score of its part is bad; where the best score is wanted, badness counts down from there.
-- grain: one row per patient, choice, part and day
-- columns: patient, choice, part, sign, width, day, record, inside, key1, key2, key3, key4
SELECT t.patient, t.choice, t.part, t.sign, t.width, t.day, t.record, t.inside,
       t.place + t.sign * t.bad1 AS key1, t.place + t.sign * t.bad2 AS key2, t.place + t.sign * t.bad3 AS key3, t.place + t.sign * t.bad4 AS key4
FROM (SELECT w.patient, p.choice, w.part, p.sign, p.width, w.day, w.record, w.inside, w.bad1, w.bad2, w.bad3, w.bad4,
             CASE WHEN p.until_stop % 2 = 1 AND w.after_stop OR w.day > c.day OR p.carry = 0 AND w.inside = 0 THEN NULL
                  WHEN w.inside = 0 THEN w.from_index * p.width + p.flip
                  ELSE (p.ahead + p.by_index * w.from_index + p.by_target * w.from_target) * p.width + p.flip END AS place
      FROM window_days w JOIN p_choices p ON p.timepoint = w.timepoint AND p.part = w.part
      LEFT JOIN cut_days c ON c.patient = w.patient AND c.cut = p.until_stop
      WHERE w.same_day IS NULL OR w.same_day = p.same_day) t
