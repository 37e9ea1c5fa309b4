-- One open line keeps its course open; a written stop stands, after the data cut too.
-- grain: one row per course
-- columns: patient, drug, course, start, studied, of_arm, stop_unknown, stop
-- kept
SELECT patient, drug, course, min(start) AS start, max(studied) AS studied, max(of_arm) AS of_arm, max(stop_unknown) AS stop_unknown,
       CASE WHEN max(CASE WHEN stop IS NULL THEN 1 ELSE 0 END) = 0 THEN max(stop) END AS stop
FROM course_lines GROUP BY patient, drug, course
