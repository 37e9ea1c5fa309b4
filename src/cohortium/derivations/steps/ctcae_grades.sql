-- The highest limit that a value is beyond; unknown where it may be beyond a higher one. A value without a date is of no day and no grade.
-- grain: one row per laboratory line and graded term
-- columns: record, patient, day, entry, grade
-- kept
SELECT record, patient, day, entry,
       CASE WHEN max(CASE WHEN beyond IS NULL THEN grade ELSE 0 END) <= max(CASE WHEN beyond THEN grade ELSE 0 END)
            THEN max(CASE WHEN beyond THEN grade ELSE 0 END) END AS grade
FROM ctcae_answers GROUP BY record, patient, day, entry
UNION ALL
SELECT l.record, k.patient, NULL, e.entry, NULL
FROM in_laboratory l JOIN p_ctcae e ON e.test = l.test JOIN keys k ON k.centre = l.centre AND k.code = l.code WHERE l.day IS NULL
