-- An empty stop keeps the drug going: a later line of the same drug makes one wonder.
-- grain: one row per line
-- columns: rule, record, variable
SELECT DISTINCT 'open_line_followed' AS rule, a.record, 'stop' AS variable
FROM several_lines s JOIN course_lines a ON a.patient = s.patient AND a.drug = s.drug
JOIN course_lines b ON b.patient = s.patient AND b.drug = s.drug AND b.start > a.start WHERE a.stop IS NULL AND a.studied = 1
