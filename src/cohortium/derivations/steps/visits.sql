-- A nominal month or week stands for the index date plus that shift; visits after the data cut are set aside.
-- grain: one row per visit line of a patient with an index date
-- columns: record, patient, day, nominal
-- kept
SELECT t.record, t.patient, t.day, t.nominal
FROM (SELECT v.record, e.patient, CASE WHEN v.day IS NULL THEN 1 ELSE 0 END AS nominal,
             CASE WHEN v.day IS NOT NULL THEN v.day WHEN v.month IS NOT NULL THEN shift(e.index_date, v.month, 0)
                  WHEN v.week IS NOT NULL THEN shift(e.index_date, 0, 7 * v.week) END AS day
      FROM in_visits v JOIN enrolled e ON e.centre = v.centre AND e.code = v.code WHERE e.reason IS NULL) t CROSS JOIN study s
WHERE t.day IS NOT NULL AND (s.data_cut IS NULL OR t.day <= s.data_cut)
