-- grain: one row per accepted score on a repeated day
-- columns: record, patient, day, measure, value, badness
-- kept
SELECT t.record, t.patient, t.day, t.measure, t.worse * (t.badness + t.least) AS value, t.badness
FROM (SELECT v.record, v.patient, v.day, m.measure, m.worse, m.least,
             CASE m.lane WHEN 1 THEN v.bad1 WHEN 2 THEN v.bad2 WHEN 3 THEN v.bad3 ELSE v.bad4 END AS badness
      FROM repeated_days r JOIN visits v ON v.patient = r.patient AND v.day = r.day JOIN p_measures m ON m.part = v.part) t
WHERE t.badness IS NOT NULL
