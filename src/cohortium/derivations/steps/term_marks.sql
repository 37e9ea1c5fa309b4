-- The bits of each term; where no record speaks of it at all, what the protocol says that silence means.
-- grain: one row per patient of the safety set and term or at-least-one row
-- columns: patient, centre, arm, strata, term, marks
SELECT patient, centre, arm, strata, term, CASE WHEN marks = 0 THEN silent ELSE marks END AS marks
FROM (SELECT s.patient, s.centre, s.arm, s.strata, l.term, l.silent, whole_parts(s.said, l.unit) % 32 AS marks
      FROM said s JOIN p_places l ON l.block = s.block) AS apart
