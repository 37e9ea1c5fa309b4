-- Who stopped (who cannot be said to have stopped or not is left out), and each reason once: written, a switch to another arm's drug, or not recorded.
-- grain: one row per included patient and reason (no reason: one row)
-- columns: patient, centre, arm, strata, stopped, record, reason, mentions
-- kept
SELECT s.patient, s.centre, s.arm, s.strata, CASE WHEN s.stop IS NULL THEN 0 ELSE 1 END AS stopped, min(m.record) AS record,
       CASE WHEN s.stop IS NULL THEN NULL WHEN s.switched = 1 THEN 'switch' ELSE coalesce(m.reason, 'not_recorded') END AS reason,
       count(m.record) AS mentions
FROM subjects s LEFT JOIN stop_mentions m ON m.patient = s.patient WHERE s.reason IS NULL AND s.stop_unknown = 0
GROUP BY s.patient, s.centre, s.arm, s.strata, s.stop, s.switched, m.reason
