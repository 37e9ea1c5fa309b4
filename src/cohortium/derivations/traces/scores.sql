-- Each included patient's score at baseline.
-- grain: one row per included patient
-- columns: centre, code, arm, strata, value, record
SELECT s.centre, s.code, s.arm, s.strata, c.value, c.record
FROM subjects s JOIN p_baseline_slots b ON b.measure = ? LEFT JOIN chosen c ON c.patient = s.patient AND c.slot = b.slot
WHERE s.reason IS NULL ORDER BY s.centre, s.code
