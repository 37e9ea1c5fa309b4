-- grain: one row per line and column in which lines of one patient disagree
-- columns: rule, record, variable
SELECT 'conflicting_patient' AS rule, p.record, c.variable
FROM in_patients p JOIN (
  SELECT centre, code, 'sex' AS variable FROM in_patients GROUP BY centre, code HAVING min(sex) <> max(sex)
  UNION ALL SELECT centre, code, 'arm' FROM in_patients GROUP BY centre, code HAVING min(arm) <> max(arm)
  UNION ALL SELECT centre, code, 'birth_year' FROM in_patients GROUP BY centre, code HAVING min(birth_year) <> max(birth_year)
  UNION ALL SELECT centre, code, 'last_contact' FROM in_patients GROUP BY centre, code HAVING min(last_contact) <> max(last_contact)
  UNION ALL SELECT centre, code, 'death' FROM in_patients GROUP BY centre, code HAVING min(death) <> max(death)
) c ON c.centre = p.centre AND c.code = p.code
UNION ALL
SELECT 'conflicting_patient', h.record, h.variable
FROM in_characteristics h JOIN (SELECT centre, code, variable FROM in_characteristics GROUP BY centre, code, variable
                                HAVING min(number) <> max(number) OR min(level) <> max(level)) c
  ON c.centre = h.centre AND c.code = h.code AND c.variable = h.variable WHERE h.variable <> 'sex'
