-- What a condition can be asked about: one number or level per patient, kind and subject.
-- grain: one row per patient, kind and subject that is known
-- columns: patient, kind, subject, number, level
SELECT patient, 'characteristic' AS kind, variable AS subject, number, level FROM characteristics WHERE number IS NOT NULL OR level IS NOT NULL
UNION ALL SELECT h.patient, 'measure', c.subject, h.value, NULL FROM slot_scores h JOIN p_conditions c ON c.slot = h.slot GROUP BY h.patient, c.subject, h.value
UNION ALL SELECT patient, 'dose_change', '', NULL, level FROM dose_changes WHERE level IS NOT NULL
UNION ALL SELECT patient, 'previous_treatment', drug, NULL, CASE WHEN state = 3 THEN 'yes' WHEN state = 2 THEN 'no' ELSE 'unknown' END FROM previous_states
UNION ALL SELECT patient, 'arm', '', NULL, arm FROM enrolled WHERE arm IS NOT NULL
UNION ALL SELECT patient, 'centre', '', NULL, centre FROM enrolled
UNION ALL SELECT patient, 'stopped', '', NULL, CASE WHEN stop IS NULL THEN 'no' ELSE 'yes' END FROM enrolled WHERE index_date IS NOT NULL AND stop_unknown = 0
