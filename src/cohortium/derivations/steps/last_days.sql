-- grain: one row per patient with a dated fact other than the last contact
-- columns: patient, day
SELECT d.patient, max(d.day) AS day
FROM (SELECT patient, last_day AS day FROM visit_spans
      UNION ALL SELECT t.patient, CASE WHEN t.stop IS NOT NULL AND (s.data_cut IS NULL OR t.stop <= s.data_cut) THEN t.stop ELSE t.start END
                FROM course_lines t CROSS JOIN study s
      UNION ALL SELECT patient, last_day FROM laboratory_sums
      UNION ALL SELECT patient, CASE WHEN onset_from IS NULL OR ended > onset_from THEN ended ELSE onset_from END FROM events) d
GROUP BY d.patient
