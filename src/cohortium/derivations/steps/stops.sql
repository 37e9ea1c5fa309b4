-- Who stopped (who cannot be said to have stopped or not is left out), and each reason once: written, a switch to another arm's drug, or not recorded.
-- grain: one row per included patient and reason (no reason: one row)
-- columns: patient, centre, arm, strata, stopped, record, reason, mentions
SELECT patient, centre, arm, strata, 0 AS stopped, CAST(NULL AS BIGINT) AS record, CAST(NULL AS STRING) AS reason, CAST(0 AS BIGINT) AS mentions
FROM subjects WHERE reason IS NULL AND stop_unknown = 0 AND stop IS NULL
UNION ALL
SELECT s.patient, s.centre, s.arm, s.strata, 1, min(m.record), CASE WHEN s.switched = 1 THEN 'switch' ELSE coalesce(m.reason, 'not_recorded') END,
       count(m.record)
FROM subjects s LEFT JOIN stop_mentions m ON m.patient = s.patient WHERE s.reason IS NULL AND s.stop_unknown = 0 AND s.stop IS NOT NULL
GROUP BY s.patient, s.centre, s.arm, s.strata, s.switched, m.reason
