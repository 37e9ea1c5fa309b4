-- A patient is a centre and a code; the smallest record stands for both, so that no text is joined twice.
-- lines: how many of them patients has of the patient.
-- grain: one row per patient in any table
-- columns: patient, centre, code, lines
-- kept
SELECT min(r.record) AS patient, r.centre, r.code, count(r.own) AS lines
FROM (SELECT centre, code, record, 1 AS own FROM in_patients UNION ALL SELECT centre, code, record, NULL FROM in_treatments
      UNION ALL SELECT centre, code, record, NULL FROM in_visits UNION ALL SELECT centre, code, record, NULL FROM in_laboratory
      UNION ALL SELECT centre, code, record, NULL FROM in_events UNION ALL SELECT centre, code, record, NULL FROM in_reviews
      UNION ALL SELECT centre, code, record, NULL FROM in_previous) r
GROUP BY r.centre, r.code
