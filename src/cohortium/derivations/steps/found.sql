-- On a day with several lines: the smallest record with the badness of the score taken.
-- grain: one row per patient and slot with a score among several lines
-- columns: patient, slot, value, day, record
-- kept
SELECT t.patient, t.slot, t.value, t.day, coalesce(t.record, min(s.record)) AS record
FROM (SELECT c.patient, c.slot, c.measure, c.badness, c.value, d.day, d.record
      FROM searched d JOIN slot_scores c ON c.patient = d.patient AND c.slot = d.slot) t
LEFT JOIN repeated_scores s ON s.patient = t.patient AND s.day = t.day AND s.measure = t.measure AND s.badness = t.badness
GROUP BY t.patient, t.slot, t.value, t.day, t.record
