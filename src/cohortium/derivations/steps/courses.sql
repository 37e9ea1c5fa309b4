-- grain: one row per course
-- columns: patient, drug, course, start, studied, of_arm, stop_unknown, stop
SELECT DISTINCT patient, drug, course, course_start AS start, studied, of_arm, stop_unknown, course_stop AS stop FROM course_lines
