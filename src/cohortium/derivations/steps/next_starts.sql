-- A course of another arm's drug that starts later ends an open course the day before.
-- grain: one row per patient whose index course is followed by another arm's drug
-- columns: patient, next_start
SELECT i.patient, min(c.start) AS next_start
FROM index_days i JOIN courses c ON c.patient = i.patient AND c.of_arm = 1 AND c.drug <> i.drug AND c.start > i.index_date
GROUP BY i.patient
