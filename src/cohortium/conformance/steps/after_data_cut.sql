-- grain: one row per line dated after the data cut
-- columns: rule, record, variable
SELECT 'after_data_cut' AS rule, r.record, r.variable
FROM (SELECT record, start AS day, 'start' AS variable FROM in_treatments UNION ALL SELECT record, day, 'date' FROM in_laboratory
      UNION ALL SELECT record, onset_from, 'onset' FROM in_events
      UNION ALL SELECT record, day, 'date' FROM in_visits WHERE part = 0 AND day IS NOT NULL
      UNION ALL SELECT v.record, CASE WHEN v.month IS NOT NULL THEN shift(e.index_date, v.month, 0) ELSE shift(e.index_date, 0, 7 * v.week) END, 'date'
                FROM in_visits v JOIN enrolled e ON e.centre = v.centre AND e.code = v.code WHERE v.part = 0 AND v.day IS NULL) r CROSS JOIN study s
WHERE r.day > s.data_cut
