-- By the age that is reached in the year of a visit; without a year of birth, by the age at the first dose.
-- grain: one row per patient, score and age that lies between two of its visits: the first line after it
-- columns: rule, record, variable
SELECT 'age_boundary' AS rule, min(CASE WHEN t.past AND t.day = t.first_past THEN t.record END) AS record, t.measure AS variable
FROM (SELECT a.patient, a.measure, a.bound, a.day, a.record, a.past,
             min(CASE WHEN a.past THEN a.day END) OVER (PARTITION BY a.patient, a.measure, a.bound) AS first_past
      FROM (SELECT s.patient, s.measure, b.bound, s.day, s.record,
                   CASE WHEN y.dated = 1 AND e.birth_year IS NOT NULL THEN extract(YEAR FROM s.day) - e.birth_year >= b.bound
                        ELSE c.number + (extract(YEAR FROM s.day) - extract(YEAR FROM e.index_date)) * h.units >= b.bound * h.units END AS past
            FROM p_age_bounds b JOIN scores s ON s.measure = b.measure JOIN enrolled e ON e.patient = s.patient CROSS JOIN study y
            LEFT JOIN p_characteristics h ON h.variable = 'age'
            LEFT JOIN characteristics c ON c.patient = s.patient AND c.variable = 'age') a) t
GROUP BY t.patient, t.measure, t.bound
HAVING min(CASE WHEN t.past THEN 1 WHEN NOT t.past THEN 0 END) = 0 AND max(CASE WHEN t.past THEN 1 WHEN NOT t.past THEN 0 END) = 1
