-- Who had an abnormal value at baseline, with the first such value of the last day.
-- grain: one row per patient
-- columns: centre, code, arm, strata, record
SELECT s.centre, s.code, s.arm, s.strata, min(j.record) AS record
FROM baseline_abnormal b JOIN subjects s ON s.patient = b.patient
JOIN laboratory_judged j ON j.patient = b.patient AND j.number = b.number AND j.beyond AND j.nearest = b.nearest
WHERE b.term = ? AND s.safety = 1 GROUP BY s.centre, s.code, s.arm, s.strata ORDER BY s.centre, s.code
