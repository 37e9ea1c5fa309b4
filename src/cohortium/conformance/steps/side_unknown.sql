-- grain: one row per laboratory line of a term that is only known to be below or above a number, on either side of its limit
-- columns: rule, record, variable
SELECT DISTINCT 'side_unknown' AS rule, asked AS record, 'value' AS variable FROM laboratory_sums WHERE doubts >= 2
