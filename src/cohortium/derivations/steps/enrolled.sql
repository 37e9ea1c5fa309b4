-- Everyone, with the first reason to leave before any named condition is read. A stop after the data cut is ongoing;
-- one that was written and cannot be read is unknown, not ongoing.
-- grain: one row per patient
-- columns: patient, centre, code, sex, birth_year, last_contact, death, screened, arm, drug, course, index_date, index_record, stop, stop_unknown, switched, reason
-- kept
SELECT p.patient, p.centre, p.code, p.sex, p.birth_year, p.last_contact, p.death, p.screened,
       CASE WHEN i.two_arms = 0 THEN i.arm END AS arm, i.drug, i.course, i.index_date, i.record AS index_record,
       CASE WHEN c.stop_unknown = 1 THEN NULL WHEN c.stop IS NULL THEN shift(n.next_start, 0, -1) WHEN s.data_cut IS NULL OR c.stop <= s.data_cut THEN c.stop END AS stop,
       coalesce(c.stop_unknown, 0) AS stop_unknown,
       CASE WHEN c.stop_unknown = 0 AND c.stop IS NULL AND n.next_start IS NOT NULL THEN 1 ELSE 0 END AS switched,
       CASE WHEN i.patient IS NULL THEN 'no_index' WHEN i.two_arms = 1 THEN 'two_arms'
            WHEN e.patient IS NOT NULL AND s.prior_use = 'exclude' THEN 'prior_use' END AS reason
FROM patients p CROSS JOIN study s LEFT JOIN index_days i ON i.patient = p.patient
LEFT JOIN courses c ON c.patient = i.patient AND c.drug = i.drug AND c.course = i.course
LEFT JOIN next_starts n ON n.patient = p.patient LEFT JOIN earlier_courses e ON e.patient = p.patient
