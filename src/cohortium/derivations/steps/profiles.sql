-- The numbers of followed, in words.
-- grain: one row per profile
-- columns: profile, centre, arm, strata, due, stopped, dead, visited, marks
-- kept
SELECT f.profile, g.centre, g.arm, g.strata, f.profile % 16 >= 8 AS due, f.profile % 8 >= 4 AS stopped, f.profile % 4 >= 2 AS dead,
       f.profile % 2 = 1 AS visited, f.profile % 65536 - f.profile % 16 AS marks
FROM (SELECT DISTINCT profile FROM followed) f JOIN groups g ON 65536 * g.stratum = f.profile - f.profile % 65536
