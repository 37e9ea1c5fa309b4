-- Everyone, with the reason to leave (none: included), the sets and the subsets.
-- grain: one row per patient
-- columns: patient, centre, code, arm, index_date, index_record, drug, course, stop, stop_unknown, switched, death, last_contact, sex, reason, strata, efficacy, safety, screened
-- kept
SELECT e.patient, e.centre, e.code, e.arm, e.index_date, e.index_record, e.drug, e.course, e.stop, e.stop_unknown, e.switched, e.death, e.last_contact,
       e.sex, coalesce(e.reason, p.condition) AS reason, coalesce(m.strata, 0) AS strata,
       CASE WHEN e.reason IS NULL AND p.condition IS NULL AND coalesce(m.outside_efficacy, 0) = 0 THEN 1 ELSE 0 END AS efficacy,
       CASE WHEN e.reason IS NULL AND p.condition IS NULL AND coalesce(m.outside_safety, 0) = 0 THEN 1 ELSE 0 END AS safety,
       e.screened
FROM enrolled e LEFT JOIN leavings l ON l.patient = e.patient LEFT JOIN p_population p ON p.position = l.position
LEFT JOIN memberships m ON m.patient = e.patient
