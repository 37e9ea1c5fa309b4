-- Two arms on the day of the first dose: nobody chooses between them. A study without dates has day 0 (any one day) for everyone with an arm,
-- written or told by drug and dose.
-- grain: one row per patient with a first dose
-- columns: patient, arm, drug, course, index_date, record, two_arms, stop, stop_unknown
SELECT f.patient, f.arm, f.drug, f.course, f.start AS index_date, f.record, 0 AS two_arms, f.stop, f.stop_unknown
FROM first_doses f LEFT JOIN rivals r ON r.patient = f.patient WHERE r.patient IS NULL
UNION ALL
SELECT patient, min(arm), max(CASE WHEN rank = 1 THEN drug END), max(CASE WHEN rank = 1 THEN course END), earliest,
       min(CASE WHEN rank = 1 THEN record END), CASE WHEN min(arm) <> max(arm) THEN 1 ELSE 0 END,
       max(CASE WHEN rank = 1 THEN stop END), max(CASE WHEN rank = 1 THEN stop_unknown END)
FROM index_choices WHERE index_date = earliest GROUP BY patient, earliest
UNION ALL
SELECT p.patient, p.arm, NULL, NULL, DATE '2000-01-01', p.record, 0, NULL, NULL
FROM patients p CROSS JOIN study s WHERE s.dated = 0 AND p.arm IS NOT NULL
UNION ALL
SELECT p.patient, min(t.arm), NULL, NULL, DATE '2000-01-01', min(t.record), CASE WHEN min(t.arm) <> max(t.arm) THEN 1 ELSE 0 END, NULL, NULL
FROM (SELECT l.centre, l.code, l.record, a.arm
      FROM in_treatments l CROSS JOIN study s JOIN p_arms a ON a.drug = l.drug AND (a.dose IS NULL OR a.dose = l.dose AND a.dose_unit = l.dose_unit)
      WHERE s.dated = 0) t
JOIN (SELECT q.patient, q.centre, q.code FROM patients q CROSS JOIN study s WHERE s.dated = 0 AND q.arm IS NULL) p
  ON p.centre = t.centre AND p.code = t.code
GROUP BY p.patient
