-- Each number that occurs, taken apart: the bits of each term, or what the protocol says that silence means where there are none.
-- grain: one row per number and term or at-least-one row
-- columns: block, pattern, term, marks, status
-- kept
SELECT block, pattern, term, marks,
       CASE WHEN marks >= 16 THEN 'excluded' WHEN marks >= 8 THEN 'yes' WHEN marks >= 4 THEN 'no' WHEN marks >= 2 THEN 'not_done' ELSE 'unknown' END AS status
FROM (SELECT n.block, n.pattern, l.term, CASE WHEN whole_parts(n.pattern, l.unit) % 32 = 0 THEN l.silent ELSE whole_parts(n.pattern, l.unit) % 32 END AS marks
      FROM (SELECT DISTINCT block, pattern FROM answer_patterns) n JOIN p_places l ON l.block = n.block) AS apart
