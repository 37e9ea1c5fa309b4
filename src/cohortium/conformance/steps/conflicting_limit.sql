-- Limits for the same test, unit, sex and first day that differ.
-- grain: one row per limit
-- columns: rule, record, variable
SELECT 'conflicting_limit' AS rule, l.record, CASE WHEN l.side = 'above' THEN 'upper' ELSE 'lower' END AS variable
FROM limit_sides l JOIN (SELECT centre, test, unit, sex, valid_from, side FROM limit_sides
                         GROUP BY centre, test, unit, sex, valid_from, side HAVING min(bound) <> max(bound)) c
  ON c.centre = l.centre AND c.test = l.test AND c.unit = l.unit AND c.sex = l.sex AND c.valid_from = l.valid_from AND c.side = l.side
