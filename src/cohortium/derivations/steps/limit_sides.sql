-- grain: one row per laboratory limit and side
-- columns: centre, test, unit, sex, valid_from, side, bound, record
SELECT centre, test, coalesce(unit, '') AS unit, coalesce(sex, '') AS sex, coalesce(valid_from, DATE '0001-01-01') AS valid_from, 'above' AS side, upper AS bound, record
FROM in_limits WHERE upper IS NOT NULL
UNION ALL
SELECT centre, test, coalesce(unit, ''), coalesce(sex, ''), coalesce(valid_from, DATE '0001-01-01'), 'below', lower, record
FROM in_limits WHERE lower IS NOT NULL
