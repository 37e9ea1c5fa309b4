-- Read by all that asks only for days, so that lines of the laboratory meet their patients once for it.
-- grain: one row per laboratory line of a patient with an index date
-- columns: record, patient, day
-- kept
SELECT record, patient, day FROM laboratory
