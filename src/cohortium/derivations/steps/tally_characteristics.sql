-- Who has no entry is counted as everybody less those who have one.
-- grain: one row per characteristic, stratum and entry
-- columns: variable, centre, arm, strata, number, level, patients
-- kept
SELECT t.variable, g.centre, g.arm, g.strata, t.number, t.level, CAST(sum(t.patients) AS BIGINT) AS patients
FROM (SELECT c.variable, c.stratum, CASE WHEN x.sign = 1 THEN c.number END AS number, CASE WHEN x.sign = 1 THEN c.level END AS level,
             x.sign * c.patients AS patients
      FROM (SELECT c.variable, m.stratum, c.number, c.level, count(*) AS patients
            FROM characteristics c JOIN members m ON m.patient = c.patient GROUP BY c.variable, m.stratum, c.number, c.level) c
      CROSS JOIN (SELECT 1 AS sign UNION ALL SELECT -1) x
      UNION ALL
      SELECT p.variable, m.stratum, NULL, NULL, m.patients
      FROM (SELECT stratum, count(*) AS patients FROM members GROUP BY stratum) m CROSS JOIN p_characteristics p) t
JOIN groups g ON g.stratum = t.stratum
GROUP BY t.variable, g.centre, g.arm, g.strata, t.number, t.level HAVING sum(t.patients) > 0
