-- How long each patient was followed, with the record of the last day known, and of a death that ended it.
-- grain: one row per included patient
-- columns: centre, code, arm, strata, days, ended, last_day, died, record, index_record, patient_record, dated
SELECT s.centre, s.code, s.arm, s.strata, f.days, f.ended, f.last_day, CASE WHEN s.death <= f.ended THEN 1 ELSE 0 END AS died,
       min(d.record) AS record, s.index_record, p.record AS patient_record, y.dated
FROM follow_up f JOIN subjects s ON s.patient = f.patient JOIN enrolled p ON p.patient = f.patient CROSS JOIN study y
LEFT JOIN dated_records d ON d.patient = f.patient AND d.day = f.last_day
GROUP BY s.centre, s.code, s.arm, s.strata, f.days, f.ended, f.last_day, s.death, s.index_record, p.record, y.dated ORDER BY s.centre, s.code
