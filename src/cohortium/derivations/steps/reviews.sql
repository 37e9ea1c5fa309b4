-- What each review says of the terms of a block, five bits for a term: 8 yes, 4 no, 2 not done, 1 unknown.
-- grain: one row per review line of a patient of the safety set and block of terms that it says anything of
-- columns: patient, block, pattern, record
-- kept
SELECT p.patient, r.block, r.pattern, r.record
FROM in_reviews r JOIN keys k ON k.centre = r.centre AND k.code = r.code JOIN safety_periods p ON p.patient = k.patient
