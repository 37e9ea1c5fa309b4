-- Who stopped and why, with the treatment line of the stop, or of the first dose of who goes on; of a switch also the line that began it.
-- grain: one row per included patient and reason
-- columns: centre, code, arm, strata, stopped, reason, mentions, record, next_record
SELECT t.centre, s.code, t.arm, t.strata, t.stopped, t.reason, t.mentions, coalesce(t.record, l.record, s.index_record) AS record, n.record AS next_record
FROM stops t JOIN subjects s ON s.patient = t.patient
LEFT JOIN (SELECT patient, drug, course, stop, min(record) AS record FROM course_lines GROUP BY patient, drug, course, stop) l
  ON l.patient = s.patient AND l.drug = s.drug AND l.course = s.course AND l.stop = s.stop
LEFT JOIN (SELECT patient, start, min(record) AS record FROM course_lines WHERE of_arm = 1 GROUP BY patient, start) n
  ON n.patient = s.patient AND s.switched = 1 AND n.start = shift(s.stop, 0, 1)
ORDER BY t.centre, s.code, t.reason
