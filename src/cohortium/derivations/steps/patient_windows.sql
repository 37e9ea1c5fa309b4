-- Bounds are worked out once per patient and window, both days included.
-- grain: one row per patient with an index date and window
-- columns: patient, timepoint, from_date, to_date, target_date, index_date, stop, carries, due, stopped, dead
-- kept
SELECT w.patient, w.timepoint, w.from_date, w.to_date, w.target_date, w.index_date, w.stop, w.carries,
       s.data_cut IS NULL OR w.to_date <= s.data_cut AS due,
       w.stop IS NOT NULL AND w.stop <= w.to_date AS stopped, w.death IS NOT NULL AND w.death <= w.to_date AS dead
FROM (SELECT e.patient, e.index_date, e.stop, e.death, p.timepoint, p.carries,
             shift(e.index_date, p.from_months, p.from_days) AS from_date, shift(e.index_date, p.to_months, p.to_days) AS to_date,
             shift(e.index_date, p.target_months, p.target_days) AS target_date
      FROM enrolled e CROSS JOIN p_windows p WHERE e.reason IS NULL) w CROSS JOIN study s
