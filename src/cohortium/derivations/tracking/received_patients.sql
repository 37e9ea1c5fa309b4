-- Who has come in, and who of them has a first dose of a group and no reason to be left out.
-- grain: one row per centre
-- columns: centre, patients, included
SELECT centre, count(*) AS patients, CAST(sum(CASE WHEN reason IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS included FROM enrolled GROUP BY centre
