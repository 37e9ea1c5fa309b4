-- Lines of one drug, at any dose, that are at most the gap apart belong to one course.
-- grain: one row per treatment line
-- columns: record, patient, drug, dose, dose_unit, start, stop, studied, of_arm, course
-- kept
SELECT e.record, e.patient, e.drug, e.dose, e.dose_unit, e.start, e.stop, e.studied, e.of_arm,
       CAST(sum(CASE WHEN days_between(e.reached, e.start) - 1 <= s.gap_days THEN 0 ELSE 1 END)
         OVER (PARTITION BY e.patient, e.drug ORDER BY e.start, e.record ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS BIGINT) AS course
FROM treatment_ends e CROSS JOIN study s
