-- grain: one row per laboratory line of a term without a usable limit
-- columns: rule, record, variable
SELECT DISTINCT 'limit_missing' AS rule, asked AS record, 'value' AS variable FROM laboratory_sums WHERE doubts % 2 = 1
