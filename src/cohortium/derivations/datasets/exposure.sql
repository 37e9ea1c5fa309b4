-- Treatment lines by course: changes of dose are kept as a timeline.
-- grain: one row per accepted treatment line
-- columns: centre, patient, drug, course, dose, dose_unit, start, stop, index_course, record
-- order: centre, patient, start, record
SELECT s.centre, s.code AS patient, l.drug, l.course, l.dose, l.dose_unit, l.start, l.stop,
       CASE WHEN l.drug = s.drug AND l.course = s.course THEN 1 ELSE 0 END AS index_course, l.record
FROM course_lines l JOIN subjects s ON s.patient = l.patient
