-- The line behind each score taken.
-- grain: one row per patient and slot with a score
-- columns: patient, slot, value, day, record
SELECT patient, slot, value, day, record FROM slot_scores WHERE record IS NOT NULL
UNION ALL SELECT patient, slot, value, day, record FROM found
