-- grain: one row per patient and window with a visit
-- columns: patient, timepoint
SELECT patient, timepoint FROM window_counts WHERE inside = 1
