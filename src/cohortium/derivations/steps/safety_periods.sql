-- grain: one row per patient of the safety set
-- columns: patient, stratum, index_date, from_date, to_date
-- kept
SELECT f.patient, f.stratum, f.index_date, shift(f.index_date, s.period_from_months, s.period_from_days) AS from_date,
       CASE WHEN s.period_end = 'index' THEN shift(f.index_date, s.period_to_months, s.period_to_days)
            WHEN s.period_end = 'stop' AND f.stop IS NOT NULL THEN shift(f.stop, s.period_to_months, s.period_to_days) ELSE f.ended END AS to_date
FROM follow_up f CROSS JOIN study s WHERE f.safety = 1
