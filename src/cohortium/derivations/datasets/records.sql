-- Where each record stands. A sheet's records begin at a multiple of 4294967296; characteristics are lines of patients.
-- grain: one row per line of a centre's file that was read
-- columns: record, file, sheet, row
-- order: record
SELECT r.record, p.file, p.sheet, r.record - p.first_record AS row
FROM (SELECT record FROM in_patients UNION ALL SELECT DISTINCT record FROM in_previous UNION ALL SELECT record FROM in_treatments
      UNION ALL SELECT record FROM in_visits WHERE part = 0 UNION ALL SELECT record FROM in_laboratory UNION ALL SELECT record FROM in_limits
      UNION ALL SELECT record FROM in_events UNION ALL SELECT DISTINCT record FROM in_reviews) r
JOIN p_sheets p ON p.first_record = r.record - r.record % 4294967296
