-- A value with the limits of its laboratory, on the record or by test, unit, sex and day.
-- limit_record: where the limit of the graded side stands, if not on the record itself
-- grain: one row per laboratory line and graded term
-- columns: record, patient, day, entry, value, sign, unit, upper, lower, limit_record
-- kept
SELECT l.record, l.patient, l.day, e.entry, l.value, l.sign, coalesce(l.unit, '') AS unit, coalesce(l.upper, u.bound) AS upper, coalesce(l.lower, w.bound) AS lower,
       CASE WHEN e.side = 'above' AND l.upper IS NULL THEN u.record WHEN e.side = 'below' AND l.lower IS NULL THEN w.record END AS limit_record
FROM laboratory l JOIN p_ctcae e ON e.test = l.test
LEFT JOIN limit_spans u ON u.centre = l.centre AND u.test = l.test AND u.unit = coalesce(l.unit, '') AND u.side = 'above' AND u.sex = l.sex
     AND l.day >= u.valid_from AND (u.valid_before IS NULL OR l.day < u.valid_before)
LEFT JOIN limit_spans w ON w.centre = l.centre AND w.test = l.test AND w.unit = coalesce(l.unit, '') AND w.side = 'below' AND w.sex = l.sex
     AND l.day >= w.valid_from AND (w.valid_before IS NULL OR l.day < w.valid_before)
