-- Age from the year of birth, where no age is written; a year after the first dose gives none.
-- grain: one row per patient with such a year of birth and no age
-- columns: patient, variable, number, level, record
SELECT e.patient, c.variable, (CAST(extract(YEAR FROM e.index_date) AS BIGINT) - e.birth_year) * c.units AS number,
       CAST(NULL AS STRING) AS level, e.record
FROM enrolled e CROSS JOIN p_characteristics c CROSS JOIN study s
LEFT JOIN own_characteristics o ON o.patient = e.patient AND o.variable = c.variable
WHERE s.dated = 1 AND c.variable = 'age' AND c.type = 'number' AND c.source = 'column' AND e.birth_year <= extract(YEAR FROM e.index_date) AND o.patient IS NULL
