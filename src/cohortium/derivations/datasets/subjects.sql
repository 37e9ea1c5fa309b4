-- grain: one row per patient in the centres' files
-- columns: centre, patient, arm, index_date, index_record, drug, stop, switched, death, last_contact, sex, reason, efficacy, safety
-- order: centre, patient
SELECT centre, code AS patient, arm, index_date, index_record, drug, stop, switched, death, last_contact, sex, reason, efficacy, safety
FROM subjects
