-- Yes if any source says yes; where no record speaks of a term at all, the protocol says what silence means.
-- grain: one row per patient of the safety set and term
-- columns: patient, centre, arm, strata, term, source, record, status
-- kept
SELECT p.patient, p.centre, p.arm, p.strata, t.term, a.source, a.record,
       CASE WHEN t.baseline_abnormal = 'exclude' AND b.patient IS NOT NULL THEN 'excluded'
            WHEN a.answer = 4 THEN 'yes' WHEN a.answer = 3 OR a.answer IS NULL AND t.not_reported = 'no' THEN 'no'
            WHEN a.answer = 2 THEN 'not_done' ELSE 'unknown' END AS status
FROM safety_periods p CROSS JOIN p_terms t LEFT JOIN known_answers a ON a.patient = p.patient AND a.term = t.term
LEFT JOIN baseline_abnormal b ON b.patient = p.patient AND b.term = t.term
