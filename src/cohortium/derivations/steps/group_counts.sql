-- Patients of whom all members say the same are counted together before the rows are told apart.
-- grain: one row per stratum and number of group_marks
-- columns: centre, arm, strata, marks, patients
-- kept
SELECT centre, arm, strata, marks, count(*) AS patients FROM group_marks GROUP BY centre, arm, strata, marks
