-- A patient leaves at the first named condition that is not met or unknown.
-- grain: one row per patient who leaves at a condition
-- columns: patient, position
SELECT c.patient, min(p.position) AS position
FROM conditions c JOIN p_population p ON p.condition = c.condition
WHERE c.met IS NULL OR NOT c.met GROUP BY c.patient
