-- grain: one row per line dated after the patient's death
-- columns: rule, record, variable
SELECT DISTINCT 'death_before_record' AS rule, d.record, 'date' AS variable
FROM enrolled p JOIN (SELECT patient, day, record FROM other_days UNION ALL SELECT patient, day, record FROM visits WHERE part = 0
                      UNION ALL SELECT patient, last_day, asked FROM laboratory_sums WHERE asked IS NOT NULL) d ON d.patient = p.patient
WHERE d.day > p.death
