-- Values of tests, not after the data cut, with the patient.
-- grain: one row per laboratory line of a patient with an index date
-- columns: record, patient, day, test, value, sign, unit, lower, upper, centre, sex
SELECT l.record, e.patient, l.day, l.test, l.value, l.sign, l.unit, l.lower, l.upper, e.centre, coalesce(e.sex, '') AS sex
FROM in_laboratory l JOIN enrolled e ON e.centre = l.centre AND e.code = l.code CROSS JOIN study s
WHERE e.reason IS NULL AND l.day IS NOT NULL AND (s.data_cut IS NULL OR l.day <= s.data_cut)
