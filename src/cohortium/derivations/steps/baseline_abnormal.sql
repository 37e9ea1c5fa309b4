-- grain: one row per patient and term with an abnormal value at baseline
-- columns: patient, term, record
-- kept
SELECT patient, term, min(record) AS record FROM laboratory_before WHERE rank = 1 AND beyond GROUP BY patient, term
