-- How many visit lines a window has to choose from.
-- grain: one row per patient and window with a visit that may count
-- columns: patient, timepoint, visits, inside
-- kept
SELECT patient, timepoint, count(*) AS visits, max(inside) AS inside FROM window_visits GROUP BY patient, timepoint
