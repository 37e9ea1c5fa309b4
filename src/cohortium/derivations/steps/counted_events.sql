-- An event counts if any possible day of its onset is in the safety period; without an onset, as the protocol says.
-- grain: one row per event line of a term, in the period or without an onset
-- columns: record, patient, term, subterm, undated, counts, symptomatic
-- kept
SELECT v.record, v.patient, v.term, v.subterm, CASE WHEN v.onset_from IS NULL THEN 1 ELSE 0 END AS undated,
       CASE WHEN v.onset_from IS NOT NULL OR s.onset_missing = 'count' THEN 1 ELSE 0 END AS counts,
       v.symptomatic
FROM events v JOIN safety_periods p ON p.patient = v.patient CROSS JOIN study s
WHERE v.term IS NOT NULL AND (v.onset_from IS NULL OR v.onset_from <= p.to_date AND v.onset_to >= p.from_date)
