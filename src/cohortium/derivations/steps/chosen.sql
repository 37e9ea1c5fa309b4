-- grain: one row per patient and slot with a score
-- columns: patient, slot, value, day, record
-- kept
SELECT patient, slot, value, day, record FROM ranked_candidates WHERE rank = 1
