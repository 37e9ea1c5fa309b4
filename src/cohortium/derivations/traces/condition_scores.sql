-- The score that a condition on a measure asks for.
-- grain: one row per patient with such a score
-- columns: centre, code, arm, strata, value, record
SELECT s.centre, s.code, s.arm, s.strata, c.value, c.record
FROM subjects s JOIN p_conditions p ON p.condition = ? JOIN chosen c ON c.patient = s.patient AND c.slot = p.slot ORDER BY s.centre, s.code
