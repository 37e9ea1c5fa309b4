-- Who had an abnormal value at baseline.
-- grain: one row per patient
-- columns: centre, code, arm, strata, record
SELECT s.centre, s.code, s.arm, s.strata, b.record
FROM baseline_abnormal b JOIN subjects s ON s.patient = b.patient WHERE b.term = ? AND s.safety = 1 ORDER BY s.centre, s.code
