-- Candidates for the index date: first days of courses in the enrolment period that match an arm.
-- Whose written arm has no drug may begin with any drug.
-- grain: one row per first line of a course and matching arm
-- columns: patient, arm, drug, course, start, stop, stop_unknown, record, other
-- kept until: enrolled
SELECT l.patient, coalesce(p.arm, a.arm) AS arm, l.drug, l.course, l.start, l.course_stop AS stop, l.stop_unknown, l.record,
       CASE WHEN o.drug = l.drug THEN 0 ELSE 1 END AS other
FROM course_lines l JOIN patients p ON p.patient = l.patient CROSS JOIN study s
LEFT JOIN p_arms a ON a.drug = l.drug AND (a.dose IS NULL OR a.dose = l.dose AND a.dose_unit = l.dose_unit)
LEFT JOIN p_arms o ON o.arm = p.arm
WHERE l.start = l.course_start AND (l.studied = 1 OR o.arm IS NOT NULL AND o.drug IS NULL) AND (p.arm IS NOT NULL OR a.arm IS NOT NULL)
  AND (s.enrol_from IS NULL OR l.start BETWEEN s.enrol_from AND s.enrol_to)
