-- grain: one row per event line that counts
-- columns: record, patient, term, subterm, undated, symptomatic
SELECT record, patient, term, subterm, undated, symptomatic FROM counted_events WHERE counts = 1
