-- Yes if any member is; no if all known members are no and at least one is known.
-- grain: one row per patient of the safety set and at-least-one row
-- columns: patient, centre, arm, strata, term, complete, status
-- kept
SELECT patient, centre, arm, strata, group_term AS term, min(known) AS complete,
       CASE max(answer) WHEN 4 THEN 'yes' WHEN 3 THEN 'no' WHEN 2 THEN 'not_done' ELSE 'unknown' END AS status
FROM member_answers GROUP BY patient, centre, arm, strata, group_term
