-- Of such a year no age is made: it would be below zero.
-- grain: one row per patient
-- columns: rule, record, variable
SELECT 'birth_after_first_dose' AS rule, e.record, 'birth_year' AS variable
FROM enrolled e CROSS JOIN study s
WHERE s.dated = 1 AND e.birth_year > extract(YEAR FROM e.index_date)
