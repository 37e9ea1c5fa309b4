-- The lines of previous treatments of everybody in the centres' files.
-- grain: one row per patient and line
-- columns: centre, code, arm, strata, drug, taken, record
SELECT s.centre, s.code, s.arm, s.strata, p.drug, p.taken, p.record
FROM subjects s JOIN in_previous p ON p.centre = s.centre AND p.code = s.code
WHERE p.taken IS NOT NULL ORDER BY s.centre, s.code, p.record
