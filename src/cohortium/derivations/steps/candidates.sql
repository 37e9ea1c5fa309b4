-- Scores that a slot may take where the window holds several visits; a carried one ranks behind every score of the window.
-- grain: one row per slot and candidate score
-- columns: patient, slot, value, day, record, inside, second_key, first_key
SELECT w.patient, l.slot, a.value, w.day, a.record, w.inside, -m.worse * a.value AS second_key,
       CASE WHEN w.inside = 0 THEN -w.from_index WHEN l.pick = 'worst' THEN -m.worse * a.value WHEN l.pick = 'best' THEN m.worse * a.value
            WHEN l.pick = 'first' THEN w.from_index WHEN l.pick = 'last' THEN -w.from_index ELSE w.from_target END AS first_key
FROM window_counts k JOIN window_visits w ON w.patient = k.patient AND w.timepoint = k.timepoint JOIN in_assessments a ON a.record = w.record JOIN p_measures m ON m.measure = a.measure
JOIN p_slots l ON l.timepoint = w.timepoint AND l.measure = a.measure
LEFT JOIN day_choices d ON d.record = a.record AND d.measure = a.measure AND d.same_day = l.same_day AND d.rank = 1
WHERE k.visits > 1 AND a.value BETWEEN m.low AND m.high AND (w.inside = 1 OR l.carry = 1) AND (l.until_stop = 0 OR w.after_stop = 0)
  AND (w.repeated = 0 OR d.record IS NOT NULL)
