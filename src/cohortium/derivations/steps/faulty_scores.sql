-- Scores that were written and cannot be used: unreadable, off the step, or out of range.
-- grain: one row per unusable score
-- columns: record, measure, fault
-- kept
SELECT t.record, t.measure, 'out_of_range' AS fault
FROM (SELECT v.record, m.measure, m.low, m.high,
             CASE m.lane WHEN 1 THEN v.score1 WHEN 2 THEN v.score2 WHEN 3 THEN v.score3 ELSE v.score4 END AS score
      FROM (SELECT s.record, s.part, s.score1, s.score2, s.score3, s.score4
            FROM in_visits s JOIN p_lanes l ON l.part = s.part
            WHERE s.score1 NOT BETWEEN l.low1 AND l.high1 OR s.score2 NOT BETWEEN l.low2 AND l.high2
               OR s.score3 NOT BETWEEN l.low3 AND l.high3 OR s.score4 NOT BETWEEN l.low4 AND l.high4) v
      JOIN p_measures m ON m.part = v.part) t
WHERE t.score NOT BETWEEN t.low AND t.high
UNION ALL SELECT record, measure, fault FROM in_faults
