-- grain: one row per term or at-least-one row, stratum and status
-- columns: term, centre, arm, strata, status, complete, patients
-- kept
SELECT t.term, g.centre, g.arm, g.strata, t.status, t.complete, t.patients
FROM (SELECT a.term, c.stratum, a.status, a.complete, CAST(sum(c.patients) AS BIGINT) AS patients
      FROM group_counts c JOIN group_answers a ON a.marks = c.marks GROUP BY a.term, c.stratum, a.status, a.complete
      UNION ALL
      SELECT k.term, c.stratum, k.status, CASE WHEN k.status IN ('yes', 'no') THEN 1 ELSE 0 END, CAST(sum(c.patients) AS BIGINT)
      FROM (SELECT stratum, block, pattern, count(*) AS patients FROM answer_patterns GROUP BY stratum, block, pattern) c
      JOIN patterns k ON k.block = c.block AND k.pattern = c.pattern JOIN p_terms p ON p.term = k.term GROUP BY k.term, c.stratum, k.status) t
JOIN groups g ON g.stratum = t.stratum
