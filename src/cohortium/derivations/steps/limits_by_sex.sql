-- For each sex the limits that apply to it; one for that sex goes before one for everybody from the same day.
-- grain: one row per laboratory, test, unit, side, sex and limit, ranked within its day
-- columns: centre, test, unit, side, sex, valid_from, bound, record, rank
SELECT l.centre, l.test, l.unit, l.side, x.sex, l.valid_from, l.bound, l.record,
       row_number() OVER (PARTITION BY l.centre, l.test, l.unit, l.side, x.sex, l.valid_from
                          ORDER BY CASE WHEN l.sex = '' THEN 1 ELSE 0 END, l.record) AS rank
FROM limit_sides l JOIN (SELECT DISTINCT coalesce(sex, '') AS sex FROM patients) x ON l.sex = x.sex OR l.sex = ''
