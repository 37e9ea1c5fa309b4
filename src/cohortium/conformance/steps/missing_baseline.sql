-- grain: one row per patient and measure with a score in a window and none at baseline
-- columns: rule, record, variable
SELECT 'missing_baseline' AS rule, min(o.value_record) AS record, l.measure AS variable
FROM outcomes o JOIN p_slots l ON l.slot = o.value_slot WHERE o.value IS NOT NULL AND o.baseline IS NULL GROUP BY o.patient, l.measure
