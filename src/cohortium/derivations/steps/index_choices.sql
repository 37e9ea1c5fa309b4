-- The earliest day decides, then the drug of the arm that the centre wrote.
-- grain: one row per candidate of a patient with several, ranked
-- columns: patient, arm, drug, course, index_date, stop, stop_unknown, record, earliest, rank
-- kept
SELECT f.patient, f.arm, f.drug, f.course, f.start AS index_date, f.stop, f.stop_unknown, f.record, min(f.start) OVER (PARTITION BY f.patient) AS earliest,
       row_number() OVER (PARTITION BY f.patient ORDER BY f.start, f.other, f.record, f.arm) AS rank
FROM rivals r JOIN first_doses f ON f.patient = r.patient
