-- Where a window has several lines: the earliest day that has the greatest key; its line, unless the day has several itself.
-- grain: one row per patient and slot with a score among several lines
-- columns: patient, slot, day, record
SELECT t.patient, t.slot, t.day, t.record
FROM (SELECT l.patient, l.slot, l.day, l.record, row_number() OVER (PARTITION BY l.patient, l.slot ORDER BY l.place DESC, l.day, l.record) AS rank
      FROM (SELECT k.patient, s.slot, w.day, w.record, CASE s.lane WHEN 1 THEN w.key1 WHEN 2 THEN w.key2 WHEN 3 THEN w.key3 ELSE w.key4 END AS place
            FROM window_scores k JOIN p_slots s ON s.choice = k.choice AND s.part = k.part
            JOIN window_keys w ON w.patient = k.patient AND w.choice = k.choice AND w.part = k.part
            WHERE k.record IS NULL) l
      WHERE l.place IS NOT NULL) t
WHERE t.rank = 1
