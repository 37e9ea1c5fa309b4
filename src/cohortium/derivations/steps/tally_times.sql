-- Days and what ended them: treatment, and follow-up (which only a death ends).
-- grain: one row per kind of time, stratum, number of days, cause and number of reasons
-- columns: variable, centre, arm, strata, days, cause, reasons, patients
-- kept
SELECT t.variable, g.centre, g.arm, g.strata, t.days, t.cause, t.reasons, t.patients
FROM (SELECT 'survival' AS variable, stratum, days, cause, reasons, count(*) AS patients FROM treatment_times GROUP BY stratum, days, cause, reasons
      UNION ALL
      SELECT 'follow_up', f.stratum, f.days, CASE WHEN m.death <= f.ended THEN 'death' ELSE '' END, 0, count(*)
      FROM follow_up f JOIN members m ON m.patient = f.patient GROUP BY f.stratum, f.days, CASE WHEN m.death <= f.ended THEN 'death' ELSE '' END) t
JOIN groups g ON g.stratum = t.stratum
