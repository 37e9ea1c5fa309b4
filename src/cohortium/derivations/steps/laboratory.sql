-- Values of tests, not after the data cut, with the patient, and where in the patient's time they lie.
-- grain: one row per laboratory line of a patient with an index date
-- columns: record, patient, day, test, value, sign, unit, lower, upper, centre, sex, index_date, before, inside, late
SELECT l.record, e.patient, l.day, l.test, l.value, l.sign, l.unit, l.lower, l.upper, e.centre, e.sex, e.index_date,
       l.day BETWEEN e.baseline_from AND e.baseline_to AS before,
       l.day > e.index_date AND l.day >= e.from_date AND (e.to_date IS NULL OR l.day <= e.to_date) AS inside,
       l.day > e.death AS late
FROM in_laboratory l JOIN laboratory_periods e ON e.centre = l.centre AND e.code = l.code CROSS JOIN study s
WHERE l.day IS NOT NULL AND (s.data_cut IS NULL OR l.day <= s.data_cut)
