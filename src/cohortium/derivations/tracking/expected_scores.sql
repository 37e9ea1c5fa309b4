-- What a centre owes and has: of the patients alive whose window has ended, who has an accepted score in it, whatever rule would choose.
-- grain: one row per centre, timepoint and measure
-- columns: centre, timepoint, measure, due, complete
SELECT t.centre, t.timepoint, t.measure, count(*) AS due, CAST(sum(t.has) AS BIGINT) AS complete
FROM (SELECT e.centre, w.patient, w.timepoint, m.measure, max(CASE WHEN s.record IS NULL THEN 0 ELSE 1 END) AS has
      FROM patient_windows w JOIN enrolled e ON e.patient = w.patient CROSS JOIN p_measures m
      LEFT JOIN scores s ON s.patient = w.patient AND s.measure = m.measure AND s.day BETWEEN w.from_date AND w.to_date
      WHERE w.due AND NOT w.dead GROUP BY e.centre, w.patient, w.timepoint, m.measure) t
GROUP BY t.centre, t.timepoint, t.measure
