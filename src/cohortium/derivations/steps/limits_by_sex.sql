-- For each sex the limits that apply to it; one for that sex goes before one for everybody from the same day.
-- Two limits of one day that differ judge nothing: nobody chooses between them.
-- grain: one row per laboratory, test, unit, side, sex, first day and kind of limit, ranked
-- columns: centre, test, unit, side, sex, valid_from, bound, record, rank
SELECT l.centre, l.test, l.unit, l.side, x.sex, l.valid_from, CASE WHEN min(l.bound) = max(l.bound) THEN min(l.bound) END AS bound,
       min(l.record) AS record,
       row_number() OVER (PARTITION BY l.centre, l.test, l.unit, l.side, x.sex, l.valid_from
                          ORDER BY CASE WHEN l.sex = '' THEN 1 ELSE 0 END, min(l.record)) AS rank
FROM limit_sides l JOIN (SELECT coalesce(sex, '') AS sex, coalesce(sex, '') AS covered FROM enrolled UNION SELECT coalesce(sex, ''), '' FROM enrolled) x
 ON x.covered = l.sex
GROUP BY l.centre, l.test, l.unit, l.side, x.sex, l.valid_from, l.sex
