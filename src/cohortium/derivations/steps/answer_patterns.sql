-- All that is said of a patient's terms, in one number for each block of twelve: five bits for a term, in the place that p_places gives it.
-- The bits: 1 unknown, 2 not done, 4 no, 8 yes, 16 abnormal at baseline where that leaves the term out. The highest one decides.
-- grain: one row per patient of the safety set and block of terms
-- columns: patient, centre, arm, strata, block, pattern
-- kept
SELECT p.patient, p.centre, p.arm, p.strata, b.block, coalesce(s.pattern, 0) AS pattern
FROM safety_periods p CROSS JOIN p_places b
LEFT JOIN (SELECT a.patient, l.block, bit_or(l.unit * a.answer) AS pattern
           FROM (SELECT patient, term, answer FROM term_sources
                 UNION ALL
                 SELECT e.patient, e.term, 16 FROM baseline_abnormal e JOIN p_terms t ON t.term = e.term AND t.baseline_abnormal = 'exclude') a
           JOIN p_places l ON l.term = a.term GROUP BY a.patient, l.block) s ON s.patient = p.patient AND s.block = b.block
WHERE b.unit = 1
