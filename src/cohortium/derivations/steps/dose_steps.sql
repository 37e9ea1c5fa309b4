-- Only where a condition or an intercurrent event of the protocol asks for changes of dose.
-- grain: one row per line of an index course, with the dose before it
-- columns: patient, record, start, dose, earlier_dose
SELECT l.patient, l.record, l.start, l.dose, lag(l.dose) OVER (PARTITION BY l.patient, l.dose_unit ORDER BY l.start, l.record) AS earlier_dose
FROM p_dose_changes c CROSS JOIN enrolled e
JOIN course_lines l ON l.patient = e.patient AND l.drug = e.drug AND l.course = e.course
WHERE e.reason IS NULL
