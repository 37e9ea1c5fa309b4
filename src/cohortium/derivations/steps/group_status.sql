-- Yes if any member is; no if all known members are no and at least one is known. A term that is left out is not known.
-- grain: one row per patient of the safety set and at-least-one row
-- columns: patient, centre, arm, strata, term, complete, status
SELECT patient, centre, arm, strata, term, complete,
       CASE WHEN highest >= 8 THEN 'yes' WHEN highest >= 4 THEN 'no' WHEN highest >= 2 THEN 'not_done' ELSE 'unknown' END AS status
FROM (SELECT s.patient, s.centre, s.arm, s.strata, k.group_term AS term, min(k.complete) AS complete, max(k.highest) AS highest
      FROM answer_patterns s
      JOIN (SELECT m.block, m.pattern, g.group_term, min(CASE WHEN m.marks BETWEEN 4 AND 15 THEN 1 ELSE 0 END) AS complete,
                   max(CASE WHEN m.marks >= 16 THEN 1 ELSE m.marks END) AS highest
            FROM patterns m JOIN p_members g ON g.member = m.term WHERE m.marks > 0
            GROUP BY m.block, m.pattern, g.group_term) k ON k.block = s.block AND k.pattern = s.pattern
      GROUP BY s.patient, s.centre, s.arm, s.strata, k.group_term) AS together
