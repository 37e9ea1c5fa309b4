-- What tells the answers of one combination of choices from those of another, patient by patient: two sums over all patients, each
-- patient with weights of their own. Equal sums are equal answers, but for one chance in more than 10 ** 18.
-- grain: one row per variant, timepoint and subsets
-- columns: endpoint, timepoint, strata, first_sum, second_sum, patients
-- kept
SELECT t.endpoint, t.timepoint, t.strata, CAST(sum(t.answer * (t.patient * 48271 % 2147483647)) AS BIGINT) AS first_sum,
       CAST(sum(t.answer * (t.patient * 69621 % 2147483629)) AS BIGINT) AS second_sum, count(*) AS patients
FROM (SELECT r.endpoint, r.timepoint, f.strata, q.patient % 2147483647 + 1 AS patient,
             CASE WHEN r.quantity = 'responder' THEN CASE WHEN r.responder THEN 2 ELSE 1 END
                  WHEN r.quantity = 'change' THEN 2 * (r.value - r.baseline) + 1 ELSE 2 * r.value + 1 END AS answer
      FROM p_variants v JOIN responses r ON r.endpoint = v.endpoint AND r.timepoint = v.timepoint
      JOIN p_pairs p ON p.baseline_slot = r.baseline_slot AND p.value_slot = r.value_slot JOIN p_measures m ON m.measure = p.measure
      JOIN pairs q ON q.pair = p.pair AND q.profile = r.profile AND q.set_aside = r.set_aside
       AND m.worse * (q.before + m.least) IS NOT DISTINCT FROM r.baseline AND m.worse * (q.after + m.least) IS NOT DISTINCT FROM r.value
      JOIN profiles f ON f.profile = r.profile
      WHERE r.responder IS NOT NULL OR r.quantity <> 'responder' AND r.state = 'evaluable') t
GROUP BY t.endpoint, t.timepoint, t.strata
