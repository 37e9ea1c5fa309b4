-- grain: one row per event line that counts
-- columns: record, patient, term, subterm, undated
SELECT record, patient, term, subterm, undated FROM counted_events WHERE counts = 1
