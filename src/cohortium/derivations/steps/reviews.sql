-- What each review says of a term: 8 yes, 4 no, 2 not done, 1 unknown.
-- grain: one row per review line of a patient of the safety set and term
-- columns: patient, term, answer, record
-- kept
SELECT p.patient, r.term, CASE r.status WHEN 'yes' THEN 8 WHEN 'no' THEN 4 WHEN 'not_done' THEN 2 ELSE 1 END AS answer, r.record
FROM in_reviews r JOIN keys k ON k.centre = r.centre AND k.code = r.code JOIN safety_periods p ON p.patient = k.patient
