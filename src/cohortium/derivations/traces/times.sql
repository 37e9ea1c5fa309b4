-- How long each patient was treated and followed and what ended it: the lines of the first dose, of the stop, of the drug switched to, of the death, and
-- of the last day known.
-- grain: one row per included patient
-- columns: centre, code, arm, strata, days, cause, reasons, ended, followed, died, index_record, stop_record, next_record, patient_record, last_record
SELECT s.centre, s.code, s.arm, s.strata, t.days, t.cause, t.reasons, f.ended, f.days AS followed, CASE WHEN s.death <= f.ended THEN 1 ELSE 0 END AS died,
       s.index_record, min(l.record) AS stop_record, min(n.record) AS next_record, p.record AS patient_record, min(d.record) AS last_record
FROM treatment_times t JOIN subjects s ON s.patient = t.patient JOIN follow_up f ON f.patient = t.patient JOIN enrolled p ON p.patient = t.patient
LEFT JOIN course_lines l ON l.patient = s.patient AND l.drug = s.drug AND l.course = s.course AND l.stop = s.stop AND t.cause <> ''
LEFT JOIN course_lines n ON n.patient = s.patient AND n.of_arm = 1 AND n.start = shift(s.stop, 0, 1) AND t.cause = 'switch'
LEFT JOIN dated_records d ON d.patient = f.patient AND d.day = f.last_day
GROUP BY s.centre, s.code, s.arm, s.strata, t.days, t.cause, t.reasons, f.ended, f.days, s.death, s.index_record, p.record ORDER BY s.centre, s.code
