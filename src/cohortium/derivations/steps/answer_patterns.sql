-- All that is said of a patient's terms, in one number for each block of twelve: five bits for a term, in the place that p_places gives it.
-- The bits: 1 unknown, 2 not done, 4 no, 8 yes, 16 abnormal at baseline where that leaves the term out. The highest one decides.
-- grain: one row per patient of the safety set and block of terms
-- columns: patient, stratum, block, pattern
-- kept
SELECT p.patient, p.stratum, b.block, coalesce(s.pattern, 0) AS pattern
FROM safety_periods p CROSS JOIN p_places b
LEFT JOIN (SELECT a.patient, a.block, bit_or(a.pattern) AS pattern
           FROM (SELECT patient, block, pattern FROM reviews
                 UNION ALL
                 SELECT a.patient, l.block, l.unit * a.answer FROM line_answers a JOIN p_places l ON l.term = a.term
                 UNION ALL
                 SELECT v.patient, n.block, v.pattern FROM laboratory_sums v JOIN (SELECT DISTINCT part, block FROM p_laboratory_sides) n ON n.part = v.part
                 UNION ALL
                 SELECT e.patient, l.block, l.unit * 16 FROM baseline_abnormal e
                 JOIN p_terms t ON t.term = e.term AND t.baseline_abnormal = 'exclude' JOIN p_places l ON l.term = e.term) a
           GROUP BY a.patient, a.block) s ON s.patient = p.patient AND s.block = b.block
WHERE b.unit = 1
