-- Two lines of one patient that disagree leave the characteristic unknown.
-- grain: one row per patient and characteristic with an entry
-- columns: patient, variable, number, level, record
SELECT k.patient, c.variable, CASE WHEN min(c.number) = max(c.number) THEN min(c.number) END AS number,
       CASE WHEN min(c.level) = max(c.level) AND (min(p.type) <> 'yes_no' OR min(c.level) IN ('yes', 'no')) THEN min(c.level) END AS level,
       min(c.record) AS record
FROM in_characteristics c JOIN keys k ON k.centre = c.centre AND k.code = c.code JOIN p_characteristics p ON p.variable = c.variable AND p.source = 'column'
GROUP BY k.patient, c.variable
