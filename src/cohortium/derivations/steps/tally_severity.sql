-- Only patients whose window was due; without a score they count as missing.
-- grain: one row per measure, timepoint, stratum and score of the efficacy set
-- columns: measure, timepoint, centre, arm, strata, value, patients
-- kept
SELECT y.measure, y.timepoint, p.centre, p.arm, p.strata, c.value, count(*) AS patients
FROM p_severity y JOIN followed f ON f.timepoint = y.timepoint JOIN profiles p ON p.profile = f.profile
LEFT JOIN slot_scores c ON c.patient = f.patient AND c.slot = y.slot
WHERE p.due GROUP BY y.measure, y.timepoint, p.centre, p.arm, p.strata, c.value
