-- A course of another arm's drug that starts later ends an open course the day before; one before the index date is prior use.
-- grain: one row per patient with another course of an arm's drug
-- columns: patient, next_start, earlier
SELECT i.patient, min(CASE WHEN c.drug <> i.drug AND c.course_start > i.index_date THEN c.course_start END) AS next_start,
       max(CASE WHEN c.course_start < i.index_date THEN 1 ELSE 0 END) AS earlier
FROM index_days i JOIN course_lines c ON c.patient = i.patient AND c.of_arm = 1 WHERE c.course_start <> i.index_date
GROUP BY i.patient
