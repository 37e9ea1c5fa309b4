-- grain: one row per included patient
-- columns: patient, stratum, efficacy, safety, index_date, stop, death, last_contact
-- kept
SELECT s.patient, g.stratum, s.efficacy, s.safety, s.index_date, s.stop, s.death, s.last_contact
FROM subjects s JOIN groups g ON g.centre = s.centre AND g.arm = s.arm AND g.strata = s.strata WHERE s.reason IS NULL
