-- Every accepted day on which something was known of a patient.
-- grain: one row per dated fact
-- columns: patient, day, record
SELECT patient, day, record FROM other_days UNION ALL SELECT patient, day, record FROM visits WHERE part = 0
UNION ALL SELECT patient, day, record FROM laboratory
