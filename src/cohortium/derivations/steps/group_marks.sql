-- grain: one row per patient of the safety set of whom a member of an at-least-one row says anything
-- columns: patient, stratum, marks
SELECT s.patient, s.stratum, bit_or(k.marks) AS marks
FROM answer_patterns s JOIN group_patterns k ON k.block = s.block AND k.pattern = s.pattern
GROUP BY s.patient, s.stratum
