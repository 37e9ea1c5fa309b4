-- Two lines of one patient that disagree in a column set that column aside: nobody chooses between them.
-- grain: one row per patient
-- columns: patient, centre, code, record, sex, arm, birth_year, screened, last_contact, death
-- kept until: enrolled
SELECT k.patient, k.centre, k.code, p.record, p.sex, p.arm, p.birth_year, CASE WHEN p.screened THEN 1 ELSE 0 END AS screened, p.last_contact, p.death
FROM keys k LEFT JOIN in_patients p ON p.centre = k.centre AND p.code = k.code
WHERE k.lines <= 1
UNION ALL
SELECT k.patient, k.centre, k.code, min(p.record), CASE WHEN min(p.sex) = max(p.sex) THEN min(p.sex) END,
       CASE WHEN min(p.arm) = max(p.arm) THEN min(p.arm) END, CASE WHEN min(p.birth_year) = max(p.birth_year) THEN min(p.birth_year) END,
       max(CASE WHEN p.screened THEN 1 ELSE 0 END), CASE WHEN min(p.last_contact) = max(p.last_contact) THEN min(p.last_contact) END,
       CASE WHEN min(p.death) = max(p.death) THEN min(p.death) END
FROM keys k JOIN in_patients p ON p.centre = k.centre AND p.code = k.code WHERE k.lines > 1
GROUP BY k.patient, k.centre, k.code
