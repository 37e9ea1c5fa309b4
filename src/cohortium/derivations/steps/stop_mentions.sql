-- Reasons written on the lines that end the index course; one reason of one line is one mention.
-- grain: one row per stopped patient, line and reason
-- columns: patient, reason, record
-- kept
SELECT DISTINCT s.patient, r.reason, l.record
FROM subjects s JOIN course_lines l ON l.patient = s.patient AND l.drug = s.drug AND l.course = s.course AND l.stop = s.stop
JOIN in_stop_reasons r ON r.record = l.record WHERE s.reason IS NULL AND s.switched = 0
