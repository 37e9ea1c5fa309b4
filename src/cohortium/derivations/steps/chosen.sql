-- The line behind each score taken.
-- grain: one row per patient and slot with a score
-- columns: patient, slot, value, day, record
SELECT s.patient, s.slot, s.value, v.day, s.record
FROM slot_scores s JOIN visits v ON v.record = s.record AND v.part = s.part
UNION ALL SELECT patient, slot, value, day, record FROM found
