-- Two lines of one patient that disagree leave the characteristic unknown.
-- grain: one row per patient and characteristic with an entry
-- columns: patient, variable, number, level, record
SELECT k.patient, c.variable, c.number, CASE WHEN p.type <> 'yes_no' OR c.level IN ('yes', 'no') THEN c.level END AS level, c.record
FROM in_characteristics c JOIN keys k ON k.centre = c.centre AND k.code = c.code JOIN p_characteristics p ON p.variable = c.variable AND p.source = 'column'
LEFT JOIN repeated_patients r ON r.centre = c.centre AND r.code = c.code WHERE r.code IS NULL
UNION ALL
SELECT k.patient, c.variable, CASE WHEN min(c.number) = max(c.number) THEN min(c.number) END,
       CASE WHEN min(c.level) = max(c.level) AND (min(p.type) <> 'yes_no' OR min(c.level) IN ('yes', 'no')) THEN min(c.level) END, min(c.record)
FROM repeated_patients r JOIN in_characteristics c ON c.centre = r.centre AND c.code = r.code JOIN keys k ON k.centre = r.centre AND k.code = r.code
JOIN p_characteristics p ON p.variable = c.variable AND p.source = 'column'
GROUP BY k.patient, c.variable
