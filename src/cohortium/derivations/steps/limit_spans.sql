-- grain: one row per laboratory, test, unit, side, sex and span of days
-- columns: centre, test, unit, side, sex, valid_from, bound, record, valid_before
-- kept
SELECT centre, test, unit, side, sex, valid_from, bound, record,
       lead(valid_from) OVER (PARTITION BY centre, test, unit, side, sex ORDER BY valid_from) AS valid_before
FROM limits_by_sex WHERE rank = 1
