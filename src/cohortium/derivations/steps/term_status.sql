-- Yes if any source says yes.
-- grain: one row per patient of the safety set and term
-- columns: patient, centre, arm, strata, term, status
SELECT m.patient, m.centre, m.arm, m.strata, m.term,
       CASE WHEN m.marks >= 16 THEN 'excluded' WHEN m.marks >= 8 THEN 'yes' WHEN m.marks >= 4 THEN 'no' WHEN m.marks >= 2 THEN 'not_done'
            ELSE 'unknown' END AS status
FROM term_marks m JOIN p_terms t ON t.term = m.term
