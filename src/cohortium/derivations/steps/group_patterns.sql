-- What each number of answer_patterns says of the at-least-one rows, five bits for a row: the answers of its members, and 16 where one is not known.
-- A term that is left out is not known.
-- grain: one row per number that says anything of such a row
-- columns: block, pattern, marks
SELECT m.block, m.pattern,
       bit_or(g.unit * CASE WHEN m.marks BETWEEN 4 AND 15 THEN m.marks WHEN m.marks < 4 THEN 16 + m.marks ELSE 16 + 1 END) AS marks
FROM patterns m JOIN p_members g ON g.member = m.term WHERE m.marks > 0
GROUP BY m.block, m.pattern
