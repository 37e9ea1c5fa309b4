-- Two different scores on one day.
-- grain: one row per patient, measure and day with different scores
-- columns: patient, measure, day
-- kept
SELECT patient, measure, day FROM repeated_scores GROUP BY patient, measure, day HAVING min(value) <> max(value)
