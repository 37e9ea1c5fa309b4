-- grain: one row per score beyond its measure's range
-- columns: rule, record, variable
SELECT 'out_of_range' AS rule, record, measure AS variable FROM faulty_scores WHERE fault = 'out_of_range'
