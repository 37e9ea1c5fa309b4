-- The earliest day decides, then the drug of the arm that the centre wrote; a study without dates has day 0 (any one day) for everyone with an arm.
-- grain: one row per candidate, ranked
-- columns: patient, arm, drug, course, index_date, record, earliest, rank
SELECT patient, arm, drug, course, start AS index_date, record, min(start) OVER (PARTITION BY patient) AS earliest,
       row_number() OVER (PARTITION BY patient ORDER BY start, other, record, arm) AS rank
FROM first_doses
UNION ALL
SELECT p.patient, p.arm, NULL, NULL, DATE '2000-01-01', p.record, DATE '2000-01-01', 1
FROM patients p CROSS JOIN study s WHERE s.dated = 0 AND p.arm IS NOT NULL
