-- The scores of visit lines one by one, for what looks at few of them.
-- grain: one row per accepted score
-- columns: record, patient, day, measure, value, badness
SELECT t.record, t.patient, t.day, t.measure, t.worse * (t.badness + t.least) AS value, t.badness
FROM (SELECT v.record, v.patient, v.day, m.measure, m.worse, m.least,
             CASE m.lane WHEN 1 THEN v.bad1 WHEN 2 THEN v.bad2 WHEN 3 THEN v.bad3 ELSE v.bad4 END AS badness
      FROM visits v JOIN p_measures m ON m.part = v.part) t
WHERE t.badness IS NOT NULL
