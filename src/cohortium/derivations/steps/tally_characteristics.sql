-- grain: one row per characteristic, stratum and entry
-- columns: variable, centre, arm, strata, number, level, patients
-- kept
SELECT t.variable, g.centre, g.arm, g.strata, t.number, t.level, t.patients
FROM (SELECT p.variable, m.stratum, c.number, c.level, count(*) AS patients
      FROM members m CROSS JOIN p_characteristics p LEFT JOIN characteristics c ON c.patient = m.patient AND c.variable = p.variable
      GROUP BY p.variable, m.stratum, c.number, c.level) t JOIN groups g ON g.stratum = t.stratum
