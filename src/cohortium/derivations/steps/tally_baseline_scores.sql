-- grain: one row per measure, stratum and baseline score
-- columns: measure, centre, arm, strata, value, patients
-- kept
SELECT b.measure, s.centre, s.arm, s.strata, c.value, count(*) AS patients
FROM subjects s CROSS JOIN p_baseline_slots b LEFT JOIN chosen c ON c.patient = s.patient AND c.slot = b.slot
WHERE s.reason IS NULL GROUP BY b.measure, s.centre, s.arm, s.strata, c.value
