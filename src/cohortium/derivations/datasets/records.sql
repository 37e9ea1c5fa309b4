-- Where each record stands.
-- grain: one row per line of a centre's file that was read
-- columns: record, file, sheet, row
SELECT r.record, p.file, p.sheet, r.record - p.first_record AS row
FROM (SELECT record FROM in_patients UNION SELECT record FROM in_characteristics UNION SELECT record FROM in_previous
      UNION SELECT record FROM in_treatments UNION SELECT record FROM in_visits UNION SELECT record FROM in_laboratory
      UNION SELECT record FROM in_limits UNION SELECT record FROM in_events UNION SELECT record FROM in_reviews) r
JOIN p_sheets p ON r.record BETWEEN p.first_record AND p.last_record ORDER BY r.record
