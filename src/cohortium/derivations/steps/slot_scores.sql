-- The scores taken, one by one.
-- grain: one row per patient and slot with a score
-- columns: patient, slot, measure, choice, part, lane, badness, value, record
SELECT t.patient, t.slot, t.measure, t.choice, t.part, t.lane, t.badness, m.worse * (t.badness + m.least) AS value, t.record
FROM (SELECT w.patient, s.slot, s.measure, s.choice, s.part, s.lane, w.record,
             CASE s.lane WHEN 1 THEN w.bad1 WHEN 2 THEN w.bad2 WHEN 3 THEN w.bad3 ELSE w.bad4 END AS badness
      FROM window_scores w JOIN p_slots s ON s.choice = w.choice AND s.part = w.part) t
JOIN p_measures m ON m.measure = t.measure WHERE t.badness IS NOT NULL
