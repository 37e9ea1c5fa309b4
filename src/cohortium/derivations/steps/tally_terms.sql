-- grain: one row per term or at-least-one row, stratum and status
-- columns: term, centre, arm, strata, status, complete, patients
-- kept
SELECT term, centre, arm, strata, status, complete, count(*) AS patients FROM group_status GROUP BY term, centre, arm, strata, status, complete
UNION ALL
SELECT term, centre, arm, strata, status, CASE WHEN status IN ('yes', 'no') THEN 1 ELSE 0 END, count(*)
FROM term_status GROUP BY term, centre, arm, strata, status
