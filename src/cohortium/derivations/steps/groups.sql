-- Patients of one centre, treatment group and subsets share a number, so that the rows of millions carry no texts.
-- grain: one row per centre, arm and subsets of included patients
-- columns: stratum, centre, arm, strata
-- kept
SELECT CAST(row_number() OVER (ORDER BY centre, strata, arm) AS BIGINT) AS stratum, centre, arm, strata
FROM (SELECT DISTINCT centre, arm, strata FROM subjects WHERE reason IS NULL) s
