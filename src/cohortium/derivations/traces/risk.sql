-- Each patient's time at risk of an event, with the line of the first one that has a date.
-- grain: one row per patient whose answer is known
-- columns: centre, code, arm, strata, days, happened, undated, record, index_record
SELECT s.centre, s.code, s.arm, s.strata, r.days, r.happened, r.undated, min(e.record) AS record, s.index_record
FROM risk_times r JOIN subjects s ON s.patient = r.patient
LEFT JOIN (SELECT d.patient, m.group_term AS term, d.day, d.record
           FROM dated_events d JOIN (SELECT group_term, member FROM p_members UNION SELECT term, term FROM p_terms) m ON m.member = d.term
           JOIN term_status t ON t.patient = d.patient AND t.term = d.term AND t.status = 'yes') e
  ON e.patient = r.patient AND e.term = r.term AND e.day = r.day
WHERE r.term = ? GROUP BY s.centre, s.code, s.arm, s.strata, r.days, r.happened, r.undated, s.index_record ORDER BY s.centre, s.code
