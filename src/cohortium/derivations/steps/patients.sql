-- Two lines of one patient that disagree in a column set that column aside: nobody chooses between them.
-- grain: one row per patient
-- columns: patient, centre, code, record, sex, arm, birth_year, screened, last_contact, death
-- kept
SELECT k.patient, k.centre, k.code, min(p.record) AS record,
       CASE WHEN min(p.sex) = max(p.sex) THEN min(p.sex) END AS sex,
       CASE WHEN min(p.arm) = max(p.arm) THEN min(p.arm) END AS arm,
       CASE WHEN min(p.birth_year) = max(p.birth_year) THEN min(p.birth_year) END AS birth_year,
       max(CASE WHEN p.screened THEN 1 ELSE 0 END) AS screened,
       CASE WHEN min(p.last_contact) = max(p.last_contact) THEN min(p.last_contact) END AS last_contact,
       CASE WHEN min(p.death) = max(p.death) THEN min(p.death) END AS death
FROM keys k LEFT JOIN in_patients p ON p.centre = k.centre AND p.code = k.code
GROUP BY k.patient, k.centre, k.code
