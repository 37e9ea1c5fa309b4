-- grain: one row per slot and score of a visit that is alone in its window
-- columns: patient, slot, value, day, record
SELECT w.patient, l.slot, a.value, w.day, a.record
FROM lone_visits w JOIN in_assessments a ON a.record = w.record
JOIN (SELECT s.slot, s.timepoint, s.measure, s.carry, s.until_stop, m.low, m.high FROM p_slots s JOIN p_measures m ON m.measure = s.measure) l
  ON l.timepoint = w.timepoint AND l.measure = a.measure
WHERE a.value BETWEEN l.low AND l.high AND (w.inside = 1 OR l.carry = 1) AND (l.until_stop = 0 OR w.after_stop = 0)
