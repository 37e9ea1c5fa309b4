-- What the event lines that count say of symptoms: no if all that say anything say no; one that says unknown leaves it unknown.
-- grain: one row per patient and term of which a line that counts says yes or no
-- columns: patient, term, symptomatic
-- kept
SELECT patient, term, CASE WHEN max(CASE WHEN symptomatic = 'yes' THEN 1 ELSE 0 END) = 1 THEN 'yes'
                           WHEN min(CASE WHEN symptomatic = 'no' THEN 1 ELSE 0 END) = 1 THEN 'no' ELSE 'unknown' END AS symptomatic
FROM period_events WHERE symptomatic IS NOT NULL GROUP BY patient, term
HAVING max(CASE WHEN symptomatic IN ('yes', 'no') THEN 1 ELSE 0 END) = 1
