-- Everybody in the centres' files, with the reason to leave and the record of the first dose.
-- grain: one row per patient
-- columns: centre, code, arm, strata, reason, efficacy, safety, screened, index_record, patient_record, any_record
SELECT s.centre, s.code, s.arm, s.strata, s.reason, s.efficacy, s.safety, p.screened, s.index_record, p.record AS patient_record, s.patient AS any_record
FROM subjects s JOIN patients p ON p.patient = s.patient ORDER BY s.centre, s.code
