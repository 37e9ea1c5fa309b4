-- The bounds of a window follow from the index date alone: a few thousand rows, however many patients; both days are included.
-- grain: one row per index date and window
-- columns: index_date, timepoint, choice, carries, is_followed, from_date, to_date, target_date, due
-- kept
SELECT w.index_date, w.timepoint, w.choice, w.carries, w.is_followed, w.from_date, w.to_date, w.target_date, s.data_cut IS NULL OR w.to_date <= s.data_cut AS due
FROM (SELECT e.index_date, p.timepoint, p.choice, p.carries, p.is_followed,
             shift(e.index_date, p.from_months, p.from_days) AS from_date, shift(e.index_date, p.to_months, p.to_days) AS to_date,
             shift(e.index_date, p.target_months, p.target_days) AS target_date
      FROM (SELECT DISTINCT index_date FROM enrolled WHERE reason IS NULL) e CROSS JOIN p_windows p) w CROSS JOIN study s
