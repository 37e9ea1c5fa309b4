-- Days that a patient has twice: only they need a decision for the day.
-- grain: one row per patient and day with several visit lines
-- columns: patient, day
-- kept
SELECT v.patient, v.day
FROM visit_spans s JOIN visits v ON v.patient = s.patient AND v.part = 0 WHERE bit_count(s.marks) < s.lines
GROUP BY v.patient, v.day HAVING count(*) > 1
