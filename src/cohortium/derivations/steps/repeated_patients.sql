-- grain: one row per patient with several lines in patients
-- columns: patient, centre, code
SELECT patient, centre, code FROM keys WHERE lines > 1
