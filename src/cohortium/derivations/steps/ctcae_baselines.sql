-- The last value in the baseline window, not after the index date; two of one day that differ say nothing, nor does a bound such as <5.
-- grain: one row per patient and graded term with a value before treatment
-- columns: patient, entry, day, value, unit, upper, record
-- kept
SELECT v.patient, v.entry, v.day, CASE WHEN min(v.value) = max(v.value) AND max(v.sign) = '' THEN min(v.value) END AS value, CASE WHEN min(v.unit) = max(v.unit) THEN min(v.unit) END AS unit,
       CASE WHEN min(v.upper) = max(v.upper) AND count(v.upper) = count(*) THEN min(v.upper) END AS upper, min(v.record) AS record
FROM ctcae_values v JOIN (
  SELECT c.patient, c.entry, max(c.day) AS day
  FROM ctcae_values c JOIN patient_windows w ON w.patient = c.patient AND w.timepoint = 'baseline' AND c.day BETWEEN w.from_date AND w.to_date AND c.day <= w.index_date
  WHERE c.value IS NOT NULL OR c.sign <> '' GROUP BY c.patient, c.entry
) d ON d.patient = v.patient AND d.entry = v.entry AND d.day = v.day
WHERE v.value IS NOT NULL OR v.sign <> '' GROUP BY v.patient, v.entry, v.day
