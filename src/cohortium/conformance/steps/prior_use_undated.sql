-- grain: one row per previous treatment that is an arm's drug, where no earlier course has dates
-- columns: rule, record, variable
SELECT 'prior_use_undated' AS rule, v.yes_record AS record, 'drug' AS variable
FROM previous_states v JOIN p_arm_drugs a ON a.drug = v.drug JOIN enrolled e ON e.patient = v.patient
WHERE v.state = 3 AND e.reason IS NULL AND e.index_date IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM courses c WHERE c.patient = v.patient AND c.drug = v.drug AND c.start < e.index_date)
