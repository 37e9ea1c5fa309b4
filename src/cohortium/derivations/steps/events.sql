-- Reported events whose earliest possible day is not after the data cut.
-- grain: one row per event line of a patient with an index date
-- columns: record, patient, term, subterm, onset_from, onset_to, ended, symptomatic
-- kept
SELECT v.record, e.patient, v.term, v.subterm, v.onset_from, v.onset_to, v.ended, v.symptomatic
FROM in_events v JOIN enrolled e ON e.centre = v.centre AND e.code = v.code CROSS JOIN study s
WHERE e.reason IS NULL AND (s.data_cut IS NULL OR v.onset_from IS NULL OR v.onset_from <= s.data_cut)
