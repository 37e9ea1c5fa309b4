-- The latest day on which the drug was still taken before this line; an open line reaches beyond every date.
-- grain: one row per treatment line of a drug with several
-- columns: record, patient, drug, dose, dose_unit, start, stop, stop_unknown, studied, of_arm, reached
SELECT t.record, t.patient, t.drug, t.dose, t.dose_unit, t.start, t.stop, t.stop_unknown, t.studied, t.of_arm,
       max(coalesce(t.stop, DATE '9000-01-01')) OVER (PARTITION BY t.patient, t.drug ORDER BY t.start, t.record
                                                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
FROM treatments t JOIN several_lines s ON s.patient = t.patient AND s.drug IS NOT DISTINCT FROM t.drug
