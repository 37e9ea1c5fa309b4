-- Two arms on the day of the first dose: nobody chooses between them.
-- grain: one row per patient with a first dose
-- columns: patient, arm, drug, course, index_date, record, two_arms
-- kept
SELECT patient, min(arm) AS arm, max(CASE WHEN rank = 1 THEN drug END) AS drug, max(CASE WHEN rank = 1 THEN course END) AS course,
       earliest AS index_date, min(CASE WHEN rank = 1 THEN record END) AS record,
       CASE WHEN min(arm) <> max(arm) THEN 1 ELSE 0 END AS two_arms
FROM index_choices WHERE index_date = earliest GROUP BY patient, earliest
