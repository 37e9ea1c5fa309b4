-- Which score stands for a repeated day, under each rule that the protocol uses.
-- grain: one row per score of a repeated day and same-day rule, ranked
-- columns: record, measure, same_day, rank
-- kept
SELECT r.record, r.measure, p.same_day,
       row_number() OVER (PARTITION BY r.patient, r.measure, r.day, p.same_day
                          ORDER BY CASE p.same_day WHEN 'best' THEN r.badness ELSE -r.badness END, r.record) AS rank
FROM repeated_scores r CROSS JOIN p_same_days p
LEFT JOIN day_conflicts c ON c.patient = r.patient AND c.measure = r.measure AND c.day = r.day
WHERE p.same_day <> 'set_aside' OR c.patient IS NULL
