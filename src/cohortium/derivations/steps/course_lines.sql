-- One open line keeps its course open; a written stop stands, after the data cut too.
-- grain: one row per treatment line, with the first day and the stop of its course
-- columns: record, patient, drug, dose, dose_unit, start, stop, studied, of_arm, course, course_start, course_stop, stop_unknown
-- kept
SELECT t.record, t.patient, t.drug, t.dose, t.dose_unit, t.start, t.stop, t.studied, t.of_arm, CAST(1 AS BIGINT) AS course,
       t.start AS course_start, t.stop AS course_stop, t.stop_unknown
FROM treatments t LEFT JOIN several_lines s ON s.patient = t.patient AND s.drug IS NOT DISTINCT FROM t.drug WHERE s.patient IS NULL
UNION ALL
SELECT p.record, p.patient, p.drug, p.dose, p.dose_unit, p.start, p.stop, p.studied, p.of_arm, p.course, min(p.start) OVER (PARTITION BY p.patient, p.drug, p.course),
       CASE WHEN max(CASE WHEN p.stop IS NULL THEN 1 ELSE 0 END) OVER (PARTITION BY p.patient, p.drug, p.course) = 0
            THEN max(p.stop) OVER (PARTITION BY p.patient, p.drug, p.course) END,
       max(p.stop_unknown) OVER (PARTITION BY p.patient, p.drug, p.course)
FROM parted_lines p
