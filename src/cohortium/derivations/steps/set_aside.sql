-- grain: one row per patient, window, measure and same-day rule with a score that was set aside
-- columns: patient, timepoint, measure, same_day
-- kept
SELECT DISTINCT w.patient, w.timepoint, f.measure, p.same_day
FROM window_visits w JOIN faulty_scores f ON f.record = w.record CROSS JOIN p_same_days p WHERE w.inside = 1
UNION
SELECT DISTINCT w.patient, w.timepoint, c.measure, 'set_aside'
FROM window_visits w JOIN day_conflicts c ON c.patient = w.patient AND c.day = w.day WHERE w.inside = 1
