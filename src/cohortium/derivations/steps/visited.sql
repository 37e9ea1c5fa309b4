-- grain: one row per patient and window with a visit
-- columns: patient, timepoint
-- kept
SELECT DISTINCT patient, timepoint FROM window_visits WHERE inside = 1
