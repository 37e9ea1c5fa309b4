-- How many lines of patients say whether the patient was screened: none means that the centres do not record it.
-- grain: one row
-- columns: patients
-- kept
SELECT count(screened) AS patients FROM in_patients
