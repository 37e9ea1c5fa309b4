-- grain: one row per measure, stratum and baseline score
-- columns: measure, centre, arm, strata, value, patients
-- kept
SELECT b.measure, g.centre, g.arm, g.strata, p.worse * (t.badness + p.least) AS value, t.patients
FROM (SELECT b.slot, m.stratum, CASE b.lane WHEN 1 THEN v.bad1 WHEN 2 THEN v.bad2 WHEN 3 THEN v.bad3 ELSE v.bad4 END AS badness, count(*) AS patients
      FROM members m CROSS JOIN (SELECT DISTINCT choice, part FROM p_baseline_slots) c
      LEFT JOIN window_scores v ON v.patient = m.patient AND v.choice = c.choice AND v.part = c.part
      JOIN p_baseline_slots b ON b.choice = c.choice AND b.part = c.part
      GROUP BY b.slot, m.stratum, CASE b.lane WHEN 1 THEN v.bad1 WHEN 2 THEN v.bad2 WHEN 3 THEN v.bad3 ELSE v.bad4 END) t
JOIN groups g ON g.stratum = t.stratum JOIN p_baseline_slots b ON b.slot = t.slot JOIN p_measures p ON p.measure = b.measure
