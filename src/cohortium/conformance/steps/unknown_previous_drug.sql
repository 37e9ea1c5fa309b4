-- A previous drug that neither an arm nor the protocol names: perhaps another spelling of one that it does.
-- grain: one row per line of previous treatments
-- columns: rule, record, variable
SELECT 'unknown_previous_drug' AS rule, i.record, 'drug' AS variable
FROM in_previous i LEFT JOIN p_drugs d ON d.drug = i.drug WHERE d.drug IS NULL AND (SELECT count(*) FROM p_drugs) > 0
