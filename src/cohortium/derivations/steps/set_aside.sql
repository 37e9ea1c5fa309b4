-- Scores after an event that ends their use are set aside too.
-- grain: one row per patient and slot with a score in its window that was set aside
-- columns: patient, slot
-- kept
SELECT v.patient, s.slot
FROM faulty_scores f JOIN visits v ON v.record = f.record AND v.part = 0
JOIN patient_windows w ON w.patient = v.patient AND v.day BETWEEN w.from_date AND w.to_date
JOIN p_slots s ON s.timepoint = w.timepoint AND s.measure = f.measure
UNION
SELECT c.patient, s.slot
FROM day_conflicts c JOIN patient_windows w ON w.patient = c.patient AND c.day BETWEEN w.from_date AND w.to_date
JOIN p_slots s ON s.timepoint = w.timepoint AND s.measure = c.measure AND s.same_day = 'set_aside'
UNION
SELECT c.patient, s.slot
FROM cut_days c JOIN p_slots s ON s.until_stop = c.cut
JOIN patient_windows w ON w.patient = c.patient AND w.timepoint = s.timepoint AND c.day < w.to_date
