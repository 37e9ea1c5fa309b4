-- grain: one row per measure, stratum and baseline score
-- columns: measure, centre, arm, strata, value, patients
-- kept
SELECT b.measure, s.centre, s.arm, s.strata, c.value, count(*) AS patients
FROM subjects s CROSS JOIN p_baseline_slots b
LEFT JOIN (SELECT h.patient, h.slot, h.value FROM chosen h JOIN p_baseline_slots p ON p.slot = h.slot) c ON c.patient = s.patient AND c.slot = b.slot
WHERE s.reason IS NULL GROUP BY b.measure, s.centre, s.arm, s.strata, c.value
