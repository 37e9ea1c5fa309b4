-- grain: one row per patient and characteristic with an entry
-- columns: patient, variable, number, level, record
-- kept
SELECT patient, variable, CAST(number AS BIGINT) AS number, level, record FROM own_characteristics
UNION ALL SELECT patient, variable, CAST(number AS BIGINT), level, record FROM ages
UNION ALL SELECT patient, variable, CAST(number AS BIGINT), level, record FROM previous_drugs
UNION ALL SELECT patient, variable, CAST(number AS BIGINT), level, record FROM previous_counts
