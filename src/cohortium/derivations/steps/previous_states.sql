-- Several lines of one drug: yes, then no, then not done, then unknown. A blank is not a line.
-- grain: one row per patient and previous drug with a known or unknown entry
-- columns: patient, drug, state, yes_record, record
-- kept
SELECT k.patient, p.drug, max(CASE p.taken WHEN 'yes' THEN 3 WHEN 'no' THEN 2 WHEN 'not_done' THEN 1 ELSE 0 END) AS state,
       min(CASE WHEN p.taken = 'yes' THEN p.record END) AS yes_record, min(p.record) AS record
FROM in_previous p JOIN keys k ON k.centre = p.centre AND k.code = p.code
WHERE p.taken IS NOT NULL AND p.drug IS NOT NULL GROUP BY k.patient, p.drug
