-- grain: one row per patient of the safety set and at-least-one row
-- columns: patient, stratum, term, complete, status
SELECT m.patient, m.stratum, a.term, a.complete, a.status FROM group_marks m JOIN group_answers a ON a.marks = m.marks
