-- A first dose of an arm's drug that is no arm's dose leaves the patient without a treatment group.
-- grain: one row per treatment line
-- columns: rule, record, variable
SELECT 'dose_of_no_arm' AS rule, l.record, 'daily_dose' AS variable
FROM enrolled e JOIN courses c ON c.patient = e.patient AND c.of_arm = 1
JOIN course_lines l ON l.patient = c.patient AND l.drug = c.drug AND l.course = c.course AND l.start = c.start CROSS JOIN study s
WHERE e.reason = 'no_index' AND (s.enrol_from IS NULL OR c.start BETWEEN s.enrol_from AND s.enrol_to)
