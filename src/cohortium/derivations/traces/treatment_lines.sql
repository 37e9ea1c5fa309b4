-- The treatment lines of who is not included.
-- grain: one row per patient and line
-- columns: centre, code, arm, strata, record
SELECT s.centre, s.code, s.arm, s.strata, t.record
FROM subjects s JOIN in_treatments t ON t.centre = s.centre AND t.code = s.code
WHERE s.reason IS NOT NULL ORDER BY s.centre, s.code, t.record
