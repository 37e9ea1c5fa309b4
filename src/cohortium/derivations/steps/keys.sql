-- A patient is a centre and a code; the smallest record stands for both, so that no text is joined twice.
-- grain: one row per patient in any table
-- columns: patient, centre, code
-- kept
SELECT min(r.record) AS patient, r.centre, r.code
FROM (SELECT centre, code, record FROM in_patients UNION ALL SELECT centre, code, record FROM in_treatments
      UNION ALL SELECT centre, code, record FROM in_visits UNION ALL SELECT centre, code, record FROM in_laboratory
      UNION ALL SELECT centre, code, record FROM in_events UNION ALL SELECT centre, code, record FROM in_reviews
      UNION ALL SELECT centre, code, record FROM in_previous) r
GROUP BY r.centre, r.code
