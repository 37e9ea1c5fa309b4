-- grain: one row per patient and term with an abnormal value at baseline
-- columns: patient, term, record
-- kept
SELECT j.patient, n.term, min(j.record) AS record
FROM laboratory_before b JOIN laboratory_judged j ON j.patient = b.patient AND j.number = b.number AND j.beyond
 AND 2 * days_between(j.day, b.index_date) = b.nearest
JOIN p_laboratory_sides n ON n.number = j.number
GROUP BY j.patient, n.term
