-- grain: one row per term or at-least-one row, stratum and status
-- columns: term, centre, arm, strata, status, complete, patients
-- kept
SELECT a.term, c.centre, c.arm, c.strata, a.status, a.complete, CAST(sum(c.patients) AS BIGINT) AS patients
FROM group_counts c JOIN group_answers a ON a.marks = c.marks GROUP BY a.term, c.centre, c.arm, c.strata, a.status, a.complete
UNION ALL
SELECT k.term, c.centre, c.arm, c.strata, k.status, CASE WHEN k.status IN ('yes', 'no') THEN 1 ELSE 0 END, CAST(sum(c.patients) AS BIGINT)
FROM (SELECT centre, arm, strata, block, pattern, count(*) AS patients FROM answer_patterns GROUP BY centre, arm, strata, block, pattern) c
JOIN patterns k ON k.block = c.block AND k.pattern = c.pattern JOIN p_terms t ON t.term = k.term
GROUP BY k.term, c.centre, c.arm, c.strata, k.status
