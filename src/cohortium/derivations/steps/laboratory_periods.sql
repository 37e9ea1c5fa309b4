-- When a value of the laboratory counts: in the baseline window, or after the index date in the safety period. Where that period goes on to the
-- end of follow-up only a death ends it here: follow-up reaches every day on which a value was taken.
-- grain: one row per patient with an index date
-- columns: patient, centre, code, sex, index_date, baseline_from, baseline_to, from_date, to_date, death
SELECT e.patient, e.centre, e.code, coalesce(e.sex, '') AS sex, e.index_date, w.from_date AS baseline_from,
       CASE WHEN w.to_date < e.index_date THEN w.to_date ELSE e.index_date END AS baseline_to, shift(e.index_date, s.period_from_months, s.period_from_days) AS from_date,
       CASE WHEN s.period_end = 'index' THEN shift(e.index_date, s.period_to_months, s.period_to_days)
            WHEN s.period_end = 'stop' AND e.stop IS NOT NULL THEN shift(e.stop, s.period_to_months, s.period_to_days) ELSE e.death END AS to_date,
       e.death
FROM enrolled e CROSS JOIN study s JOIN window_spans w ON w.index_date = e.index_date AND w.timepoint = 'baseline' WHERE e.reason IS NULL
