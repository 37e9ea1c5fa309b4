-- A day with one visit line stands under every same-day rule (none is named), a repeated one as that rule decides.
-- grain: one row per patient, day and part, and same-day rule of a repeated day
-- columns: patient, index_date, day, after_stop, part, same_day, record, bad1, bad2, bad3, bad4
SELECT v.patient, v.index_date, v.day, v.after_stop, v.part, CAST(NULL AS STRING) AS same_day, v.record, v.bad1, v.bad2, v.bad3, v.bad4
FROM visits v LEFT JOIN repeated_days r ON r.patient = v.patient AND r.day = v.day WHERE r.patient IS NULL
UNION ALL
SELECT patient, index_date, day, after_stop, part, same_day, CAST(NULL AS BIGINT), bad1, bad2, bad3, bad4 FROM repeated_choices
