-- Each patient whose window was due, and whether an intercurrent event had happened by its end, with the record behind it.
-- grain: one row per patient of the efficacy set whose window was due
-- columns: centre, code, arm, strata, happened, record
SELECT p.centre, s.code, p.arm, p.strata, d.patient IS NOT NULL AS happened, d.record
FROM followed f JOIN profiles p ON p.profile = f.profile JOIN subjects s ON s.patient = f.patient
JOIN patient_windows w ON w.patient = f.patient AND w.timepoint = f.timepoint
LEFT JOIN event_days d ON d.patient = f.patient AND d.day <= w.to_date AND d.event = ?
WHERE f.timepoint = ? AND p.due ORDER BY p.centre, s.code
