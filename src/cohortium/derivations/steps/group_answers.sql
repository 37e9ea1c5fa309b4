-- Yes if any member is; no if all known members are no and at least one is known.
-- grain: one row per number of group_marks and at-least-one row
-- columns: marks, term, status, complete
SELECT marks, term, CASE WHEN of_row % 16 >= 8 THEN 'yes' WHEN of_row % 16 >= 4 THEN 'no' WHEN of_row % 16 >= 2 THEN 'not_done' ELSE 'unknown' END AS status,
       CASE WHEN of_row >= 16 THEN 0 ELSE 1 END AS complete
FROM (SELECT n.marks, g.group_term AS term, whole_parts(n.marks, g.unit) % 32 AS of_row
      FROM (SELECT DISTINCT marks FROM group_counts) n CROSS JOIN (SELECT DISTINCT group_term, unit FROM p_members) g) AS apart
WHERE of_row > 0
