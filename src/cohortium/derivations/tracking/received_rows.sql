-- The rows of each native table that are used, whichever file they came in.
-- grain: one row per centre and table
-- columns: centre, native_table, used
SELECT t.centre, t.native_table, count(DISTINCT t.record) AS used
FROM (SELECT centre, 'patients' AS native_table, record FROM in_patients UNION ALL SELECT centre, 'previous_treatments', record FROM in_previous
      UNION ALL SELECT centre, 'treatments', record FROM in_treatments UNION ALL SELECT centre, 'visits', record FROM in_visits WHERE part = 0
      UNION ALL SELECT centre, 'laboratory', record FROM in_laboratory UNION ALL SELECT centre, 'laboratory_limits', record FROM in_limits
      UNION ALL SELECT centre, 'events', record FROM in_events UNION ALL SELECT centre, 'event_review', record FROM in_reviews) t
GROUP BY t.centre, t.native_table
