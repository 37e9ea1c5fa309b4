-- grain: one row per characteristic, stratum and entry
-- columns: variable, centre, arm, strata, number, level, patients
-- kept
SELECT p.variable, s.centre, s.arm, s.strata, c.number, c.level, count(*) AS patients
FROM subjects s CROSS JOIN p_characteristics p LEFT JOIN characteristics c ON c.patient = s.patient AND c.variable = p.variable
WHERE s.reason IS NULL GROUP BY p.variable, s.centre, s.arm, s.strata, c.number, c.level
