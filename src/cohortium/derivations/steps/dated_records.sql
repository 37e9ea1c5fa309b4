-- Every accepted day on which something was known of a patient.
-- grain: one row per dated fact
-- columns: patient, day, record
SELECT patient, start AS day, record FROM treatments UNION ALL SELECT patient, stop, record FROM treatments WHERE stop IS NOT NULL
UNION ALL SELECT patient, day, record FROM visits UNION ALL SELECT patient, day, record FROM laboratory
UNION ALL SELECT patient, onset_from, record FROM events WHERE onset_from IS NOT NULL
UNION ALL SELECT patient, ended, record FROM events WHERE ended IS NOT NULL
UNION ALL SELECT patient, last_contact, record FROM patients WHERE last_contact IS NOT NULL
