-- Where a window has several lines: the earliest day that has the key of the score taken; its line, unless the day has several itself.
-- grain: one row per patient and slot with a score among several lines
-- columns: patient, slot, day, record
SELECT t.patient, t.slot, t.day, t.record
FROM (SELECT k.patient, s.slot, w.day, w.record, row_number() OVER (PARTITION BY k.patient, s.slot ORDER BY w.day, w.record) AS rank
      FROM window_scores k JOIN p_slots s ON s.choice = k.choice AND s.part = k.part
      JOIN window_keys w ON w.patient = k.patient AND w.choice = k.choice AND w.part = k.part
       AND CASE s.lane WHEN 1 THEN w.key1 = k.key1 WHEN 2 THEN w.key2 = k.key2 WHEN 3 THEN w.key3 = k.key3 ELSE w.key4 = k.key4 END
      WHERE k.record IS NULL) t
WHERE t.rank = 1
