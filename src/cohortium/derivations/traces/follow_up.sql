-- How long each patient was followed, with the record of the last day known.
-- grain: one row per included patient
-- columns: centre, code, arm, strata, days, ended, last_day, record, index_record, dated
SELECT f.centre, s.code, f.arm, f.strata, f.days, f.ended, f.last_day, min(d.record) AS record, s.index_record, y.dated
FROM follow_up f JOIN subjects s ON s.patient = f.patient CROSS JOIN study y LEFT JOIN dated_records d ON d.patient = f.patient AND d.day = f.last_day
GROUP BY f.centre, s.code, f.arm, f.strata, f.days, f.ended, f.last_day, s.index_record, y.dated ORDER BY f.centre, s.code
