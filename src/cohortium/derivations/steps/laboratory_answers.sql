-- What each value of the laboratory in the safety period says of a term: 8 yes, 4 no, 1 unknown.
-- grain: one row per patient of the safety set, term and laboratory line
-- columns: patient, term, source, answer, record
SELECT j.patient, n.term, 'laboratory' AS source, CASE WHEN j.beyond THEN 8 WHEN NOT j.beyond THEN 4 ELSE 1 END AS answer, j.record
FROM laboratory_judged j JOIN p_laboratory_sides n ON n.number = j.number JOIN safety_periods p ON p.patient = j.patient WHERE j.inside
