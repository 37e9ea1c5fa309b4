-- Every accepted day, but for visits and the laboratory, on which something was known of a patient.
-- grain: one row per dated fact
-- columns: patient, day, record
SELECT patient, start AS day, record FROM course_lines UNION ALL SELECT t.patient, t.stop, t.record FROM course_lines t CROSS JOIN study s
WHERE t.stop IS NOT NULL AND (s.data_cut IS NULL OR t.stop <= s.data_cut)
UNION ALL SELECT patient, onset_from, record FROM events WHERE onset_from IS NOT NULL
UNION ALL SELECT patient, ended, record FROM events WHERE ended IS NOT NULL
UNION ALL SELECT patient, last_contact, record FROM enrolled WHERE last_contact IS NOT NULL
