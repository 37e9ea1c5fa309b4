-- The last judged value of each test in the baseline window, not after the index date.
-- grain: one row per patient, term, test, side and judged value of the baseline window, ranked
-- columns: patient, term, beyond, record, rank
SELECT j.patient, j.term, j.beyond, j.record,
       row_number() OVER (PARTITION BY j.patient, j.term, j.test, j.side ORDER BY j.day DESC, CASE WHEN j.beyond THEN 0 ELSE 1 END, j.record) AS rank
FROM laboratory_judged j JOIN patient_windows w ON w.patient = j.patient AND w.timepoint = 'baseline' AND j.day BETWEEN w.from_date AND w.to_date
 AND j.day <= w.index_date
WHERE j.beyond IS NOT NULL
