-- grain: one row per patient with an index date and window
-- columns: patient, timepoint, from_date, to_date, target_date, index_date, stop, carries, due, stopped, dead
SELECT e.patient, w.timepoint, w.from_date, w.to_date, w.target_date, w.index_date, e.stop, w.carries, w.due,
       e.stop IS NOT NULL AND e.stop <= w.to_date AS stopped, e.death IS NOT NULL AND e.death <= w.to_date AS dead
FROM enrolled e JOIN window_spans w ON w.index_date = e.index_date WHERE e.reason IS NULL
