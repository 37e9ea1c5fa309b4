-- The score of each patient whose window was due, with its line.
-- grain: one row per patient of the efficacy set whose window was due
-- columns: centre, code, arm, strata, value, record
SELECT p.centre, s.code, p.arm, p.strata, c.value, c.record
FROM p_severity y JOIN followed f ON f.timepoint = y.timepoint JOIN profiles p ON p.profile = f.profile JOIN subjects s ON s.patient = f.patient
LEFT JOIN chosen c ON c.patient = f.patient AND c.slot = y.slot
WHERE p.due AND y.measure = ? AND y.timepoint = ? ORDER BY p.centre, s.code
