-- Everyone, with the first reason to leave before any named condition is read. A stop after the data cut is ongoing;
-- one that was written and cannot be read is unknown, not ongoing.
-- grain: one row per patient
-- columns: patient, centre, code, record, written_arm, sex, birth_year, last_contact, death, screened, arm, drug, course, index_date, index_record, stop, stop_unknown, switched, reason
-- kept
SELECT p.patient, p.centre, p.code, p.record, p.arm AS written_arm, p.sex, p.birth_year, p.last_contact, p.death, p.screened,
       CASE WHEN i.two_arms = 0 THEN i.arm END AS arm, i.drug, i.course, i.index_date, i.record AS index_record,
       CASE WHEN i.stop_unknown = 1 THEN NULL WHEN i.stop IS NULL THEN shift(o.next_start, 0, -1) WHEN s.data_cut IS NULL OR i.stop <= s.data_cut THEN i.stop END AS stop,
       coalesce(i.stop_unknown, 0) AS stop_unknown,
       CASE WHEN i.stop_unknown = 0 AND i.stop IS NULL AND o.next_start IS NOT NULL THEN 1 ELSE 0 END AS switched,
       CASE WHEN i.patient IS NULL THEN 'no_index' WHEN i.two_arms = 1 THEN 'two_arms'
            WHEN o.earlier = 1 AND s.prior_use = 'exclude' THEN 'prior_use' END AS reason
FROM patients p CROSS JOIN study s LEFT JOIN index_days i ON i.patient = p.patient LEFT JOIN other_courses o ON o.patient = p.patient
