-- grain: one row per patient with several lines in patients
-- columns: centre, code
-- kept
SELECT centre, code FROM in_patients GROUP BY centre, code HAVING count(*) > 1
