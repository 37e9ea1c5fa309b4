-- Patients of whom all members say the same are counted together before the rows are told apart.
-- grain: one row per stratum and number of group_marks
-- columns: stratum, marks, patients
-- kept
SELECT stratum, marks, count(*) AS patients FROM group_marks GROUP BY stratum, marks
