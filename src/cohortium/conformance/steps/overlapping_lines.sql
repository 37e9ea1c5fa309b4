-- A line that begins on the very day on which the other stops is usual: the dose was changed on that day.
-- grain: one row per line that begins before an earlier one of the same drug stops
-- columns: rule, record, variable
SELECT DISTINCT 'overlapping_lines' AS rule, b.record, 'start' AS variable
FROM several_lines s JOIN course_lines a ON a.patient = s.patient AND a.drug = s.drug
JOIN course_lines b ON b.patient = s.patient AND b.drug = s.drug AND b.start > a.start AND b.start < a.stop WHERE a.studied = 1
