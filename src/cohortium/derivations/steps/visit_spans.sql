-- How far a patient's visits reach, and a mark for each day modulo 63: fewer marks than lines betray a patient who may have a day twice.
-- grain: one row per patient with a visit
-- columns: patient, last_day, lines, marks
-- kept
SELECT patient, max(day) AS last_day, count(*) AS lines, bit_or(CAST(1 AS BIGINT) << CAST(days_between(DATE '1900-01-01', day) % 63 AS INTEGER)) AS marks
FROM visits WHERE part = 0 GROUP BY patient
