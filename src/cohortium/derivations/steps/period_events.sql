-- An event counts if any possible day of its onset is in the period; without an onset, as the protocol says.
-- grain: one row per event line that counts
-- columns: record, patient, term, subterm, undated
-- kept
SELECT v.record, v.patient, v.term, v.subterm, CASE WHEN v.onset_from IS NULL THEN 1 ELSE 0 END AS undated
FROM events v JOIN safety_periods p ON p.patient = v.patient CROSS JOIN study s
WHERE v.term IS NOT NULL AND (v.onset_from <= p.to_date AND v.onset_to >= p.from_date OR v.onset_from IS NULL AND s.onset_missing = 'count')
