-- grain: one row per treatment line
-- columns: rule, record, variable
SELECT 'drug_of_no_arm' AS rule, record, 'drug' AS variable FROM course_lines WHERE studied = 0 AND drug IS NOT NULL
