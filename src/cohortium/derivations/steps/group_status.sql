-- grain: one row per patient of the safety set and at-least-one row
-- columns: patient, centre, arm, strata, term, complete, status
SELECT m.patient, m.centre, m.arm, m.strata, a.term, a.complete, a.status FROM group_marks m JOIN group_answers a ON a.marks = m.marks
