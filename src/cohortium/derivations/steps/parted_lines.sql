-- Lines of one drug, at any dose, that are at most the gap apart belong to one course.
-- grain: one row per treatment line of a drug with several
-- columns: record, patient, drug, dose, dose_unit, start, stop, stop_unknown, studied, of_arm, course
SELECT e.record, e.patient, e.drug, e.dose, e.dose_unit, e.start, e.stop, e.stop_unknown, e.studied, e.of_arm,
       CAST(sum(CASE WHEN e.apart <= s.gap_days THEN 0 ELSE 1 END)
         OVER (PARTITION BY e.patient, e.drug ORDER BY e.start, e.record ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS BIGINT) AS course
FROM (SELECT t.*, days_between(t.reached, t.start) - 1 AS apart FROM treatment_ends t) e CROSS JOIN study s
