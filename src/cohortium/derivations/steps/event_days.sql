-- The first day of each intercurrent event: a stop by its reason (a switch and no reason at all are reasons too), a change of dose in the
-- index course, a treatment begun after the index date.
-- grain: one row per patient with an index date and event that happened
-- columns: patient, event, day, record
-- kept
SELECT d.patient, d.event, d.day, d.record
FROM (SELECT t.patient, t.event, t.day, t.record, row_number() OVER (PARTITION BY t.patient, t.event ORDER BY t.day, t.record) AS rank
  FROM (SELECT e.patient, p.event, e.stop AS day, coalesce(m.record, e.index_record) AS record
        FROM (SELECT event, level FROM p_events WHERE kind = 'stopped') p CROSS JOIN enrolled e
        LEFT JOIN (SELECT l.patient, l.drug, l.course, l.stop, l.record, r.reason FROM course_lines l JOIN in_stop_reasons r ON r.record = l.record) m
          ON m.patient = e.patient AND m.drug = e.drug AND m.course = e.course AND m.stop = e.stop AND e.switched = 0
        WHERE e.reason IS NULL AND e.stop IS NOT NULL
          AND p.level IN ('any', CASE WHEN e.switched = 1 THEN 'switch' ELSE coalesce(m.reason, 'not_recorded') END)
        UNION ALL
        SELECT c.patient, p.event, c.start, c.record FROM p_events p JOIN dose_steps c
          ON c.dose > c.earlier_dose AND p.level IN ('increase', 'any') OR c.dose < c.earlier_dose AND p.level IN ('decrease', 'any')
        WHERE p.kind = 'dose_change'
        UNION ALL
        SELECT e.patient, p.event, t.start, t.record FROM p_events p JOIN course_lines t ON t.drug = p.level
        JOIN enrolled e ON e.patient = t.patient WHERE p.kind = 'treatment' AND e.reason IS NULL AND t.start > e.index_date) t) d
WHERE d.rank = 1
