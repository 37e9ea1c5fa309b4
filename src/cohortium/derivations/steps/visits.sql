-- A nominal month or week stands for the index date plus that shift; visits after the data cut are set aside.
-- Four scores ride on a line, each as its badness: steps from the best possible one, or nothing where it is off its measure's range.
-- grain: one row per visit line of a patient with an index date and part
-- columns: record, patient, index_date, day, nominal, after_stop, part, bad1, bad2, bad3, bad4
-- kept
SELECT t.record, t.patient, t.index_date, t.day, t.nominal, t.day > t.stop AS after_stop, t.part,
       CASE WHEN t.score1 BETWEEN l.low1 AND l.high1 THEN l.worse1 * t.score1 - l.least1 END AS bad1,
       CASE WHEN t.score2 BETWEEN l.low2 AND l.high2 THEN l.worse2 * t.score2 - l.least2 END AS bad2,
       CASE WHEN t.score3 BETWEEN l.low3 AND l.high3 THEN l.worse3 * t.score3 - l.least3 END AS bad3,
       CASE WHEN t.score4 BETWEEN l.low4 AND l.high4 THEN l.worse4 * t.score4 - l.least4 END AS bad4
FROM (SELECT v.record, e.patient, e.index_date, e.stop, v.part, v.score1, v.score2, v.score3, v.score4, v.day IS NULL AS nominal,
             CASE WHEN v.day IS NOT NULL THEN v.day WHEN v.month IS NOT NULL THEN shift(e.index_date, v.month, 0)
                  WHEN v.week IS NOT NULL THEN shift(e.index_date, 0, 7 * v.week) END AS day
      FROM in_visits v JOIN enrolled e ON e.centre = v.centre AND e.code = v.code WHERE e.reason IS NULL) t
JOIN p_lanes l ON l.part = t.part CROSS JOIN study s
WHERE t.day IS NOT NULL AND (s.data_cut IS NULL OR t.day <= s.data_cut)
