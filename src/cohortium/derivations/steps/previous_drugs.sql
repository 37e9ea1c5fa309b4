-- Whether any of the named drugs was taken before: yes if one was, no if all were not, else unknown.
-- grain: one row per patient with an index date and characteristic taken from named previous drugs
-- columns: patient, variable, number, record, level
SELECT e.patient, d.variable, CAST(NULL AS BIGINT) AS number, min(coalesce(p.yes_record, p.record)) AS record,
       CASE WHEN max(p.state) = 3 THEN 'yes'
            WHEN min(coalesce(p.state, CASE WHEN s.previous_not_reported = 'no' THEN 2 ELSE 0 END)) = 2 THEN 'no' END AS level
FROM enrolled e CROSS JOIN p_characteristic_drugs d CROSS JOIN study s
LEFT JOIN previous_states p ON p.patient = e.patient AND p.drug = d.drug
WHERE e.reason IS NULL GROUP BY e.patient, d.variable
