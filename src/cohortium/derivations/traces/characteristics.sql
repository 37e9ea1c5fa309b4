-- Each included patient's entry of a characteristic.
-- grain: one row per included patient
-- columns: centre, code, arm, strata, number, level, record
SELECT s.centre, s.code, s.arm, s.strata, c.number, c.level, c.record
FROM subjects s LEFT JOIN characteristics c ON c.patient = s.patient AND c.variable = ?
WHERE s.reason IS NULL ORDER BY s.centre, s.code
