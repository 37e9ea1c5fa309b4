-- Only patients with several lines are looked at: they are few.
-- grain: one row per line and column in which lines of one patient disagree
-- columns: rule, record, variable
SELECT 'conflicting_patient' AS rule, p.record, c.variable
FROM in_patients p JOIN (
  SELECT r.centre, r.code, v.variable
  FROM repeated_patients r JOIN in_patients t ON t.centre = r.centre AND t.code = r.code
  CROSS JOIN (SELECT 'sex' AS variable UNION ALL SELECT 'arm' UNION ALL SELECT 'birth_year' UNION ALL SELECT 'last_contact' UNION ALL SELECT 'death') v
  GROUP BY r.centre, r.code, v.variable
  HAVING v.variable = 'sex' AND min(t.sex) <> max(t.sex) OR v.variable = 'arm' AND min(t.arm) <> max(t.arm)
      OR v.variable = 'birth_year' AND min(t.birth_year) <> max(t.birth_year)
      OR v.variable = 'last_contact' AND min(t.last_contact) <> max(t.last_contact) OR v.variable = 'death' AND min(t.death) <> max(t.death)
) c ON c.centre = p.centre AND c.code = p.code
UNION ALL
SELECT 'conflicting_patient', h.record, h.variable
FROM in_characteristics h JOIN (
  SELECT t.centre, t.code, t.variable FROM repeated_patients r JOIN in_characteristics t ON t.centre = r.centre AND t.code = r.code
  GROUP BY t.centre, t.code, t.variable HAVING min(t.number) <> max(t.number) OR min(t.level) <> max(t.level)
) c ON c.centre = h.centre AND c.code = h.code AND c.variable = h.variable WHERE h.variable <> 'sex'
