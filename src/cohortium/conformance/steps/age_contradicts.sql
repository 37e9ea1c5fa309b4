-- The years between birth and the first dose are the age then, or one more; one less is an age that was asked before or after it.
-- grain: one row per patient whose age is written
-- columns: rule, record, variable
SELECT 'age_contradicts' AS rule, o.record, o.variable
FROM enrolled e JOIN own_characteristics o ON o.patient = e.patient JOIN p_characteristics c ON c.variable = o.variable CROSS JOIN study s
WHERE s.dated = 1 AND c.variable = 'age' AND c.type = 'number' AND e.birth_year <= extract(YEAR FROM e.index_date)
  AND abs(o.number - (CAST(extract(YEAR FROM e.index_date) AS BIGINT) - e.birth_year) * c.units) > c.units
