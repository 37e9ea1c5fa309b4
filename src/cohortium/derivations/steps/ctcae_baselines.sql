-- The last value in the baseline window, not after the index date; two of one day that differ say nothing. A bound such as <5 stays one:
-- least and most are the ends of what the true value may be (a millionth is 1), of which an open one is not reached itself.
-- Abnormal is above its limit: unknown without one, or where a bound leaves it open.
-- grain: one row per patient and graded term with a value before treatment
-- columns: patient, entry, day, value, sign, unit, upper, record, least, most, abnormal
-- kept
SELECT patient, entry, day, value, sign, unit, upper, record,
       CASE WHEN sign NOT IN ('<', '<=') THEN value END AS least, CASE WHEN sign = '+' THEN value + 1 WHEN sign NOT IN ('>', '>=') THEN value END AS most,
       is_beyond(value - upper, 1, sign, TRUE, FALSE) AS abnormal
FROM (
  SELECT v.patient, v.entry, v.day, CASE WHEN min(v.value) = max(v.value) AND count(v.value) = count(*) AND min(v.sign) = max(v.sign) THEN min(v.value) END AS value,
         min(v.sign) AS sign, CASE WHEN min(v.unit) = max(v.unit) THEN min(v.unit) END AS unit,
         CASE WHEN min(v.upper) = max(v.upper) AND count(v.upper) = count(*) THEN min(v.upper) END AS upper, min(v.record) AS record
  FROM ctcae_values v JOIN (
    SELECT c.patient, c.entry, max(c.day) AS day
    FROM ctcae_values c JOIN patient_windows w ON w.patient = c.patient AND w.timepoint = 'baseline' AND c.day BETWEEN w.from_date AND w.to_date AND c.day <= w.index_date
    WHERE c.value IS NOT NULL OR c.sign <> '' GROUP BY c.patient, c.entry
  ) d ON d.patient = v.patient AND d.entry = v.entry AND d.day = v.day
  WHERE v.value IS NOT NULL OR v.sign <> '' GROUP BY v.patient, v.entry, v.day
) AS last_values
