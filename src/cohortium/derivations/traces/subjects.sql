-- Everybody in the centres' files, with the reason to leave and the record of the first dose.
-- grain: one row per patient
-- columns: centre, code, arm, strata, reason, efficacy, safety, screened, index_record, patient_record, any_record
SELECT s.centre, s.code, s.arm, s.strata, s.reason, s.efficacy, s.safety, s.screened, s.index_record, e.record AS patient_record, s.patient AS any_record
FROM subjects s JOIN enrolled e ON e.patient = s.patient ORDER BY s.centre, s.code
