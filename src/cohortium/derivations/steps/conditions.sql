-- Three-valued: met, not met, or unknown where the fact is missing.
-- grain: one row per patient with an index date and named condition
-- columns: patient, condition, met
-- kept
SELECT e.patient, c.condition,
       CASE WHEN f.patient IS NULL THEN CASE WHEN c.kind = 'previous_treatment' AND s.previous_not_reported = 'no' THEN FALSE END
            WHEN c.kind = 'previous_treatment' AND f.level = 'unknown' THEN NULL
            WHEN c.by_level = 1 THEN l.level IS NOT NULL
            ELSE (c.at_least IS NULL OR f.number >= c.at_least) AND (c.at_most IS NULL OR f.number <= c.at_most) END AS met
FROM enrolled e CROSS JOIN p_conditions c CROSS JOIN study s
LEFT JOIN facts f ON f.patient = e.patient AND f.kind = c.kind AND f.subject = c.subject
LEFT JOIN p_condition_levels l ON l.condition = c.condition AND l.level = f.level
WHERE e.reason IS NULL
