-- Characteristics are written on lines of patients. Two lines of one patient that disagree leave the characteristic unknown.
-- grain: one row per patient and characteristic with an entry
-- columns: patient, variable, number, level, record
SELECT p.patient, c.variable, c.number, CASE WHEN x.type <> 'yes_no' OR c.level IN ('yes', 'no') THEN c.level END AS level, c.record
FROM in_characteristics c JOIN enrolled p ON p.record = c.record JOIN p_characteristics x ON x.variable = c.variable AND x.source = 'column'
LEFT JOIN repeated_patients r ON r.patient = p.patient WHERE r.patient IS NULL
UNION ALL
SELECT r.patient, c.variable, CASE WHEN min(c.number) = max(c.number) THEN min(c.number) END,
       CASE WHEN min(c.level) = max(c.level) AND (min(x.type) <> 'yes_no' OR min(c.level) IN ('yes', 'no')) THEN min(c.level) END, min(c.record)
FROM repeated_patients r JOIN in_characteristics c ON c.centre = r.centre AND c.code = r.code
JOIN p_characteristics x ON x.variable = c.variable AND x.source = 'column'
GROUP BY r.patient, c.variable
