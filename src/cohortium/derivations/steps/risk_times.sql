-- From the start of the period to the first dated event, else to its end, and not beyond follow-up. An event without a
-- date is left out, so a patient who has no other counts as at risk for the whole time, and is counted as undated.
-- grain: one row per patient and term or at-least-one row whose answer is known
-- columns: patient, stratum, term, days, happened, undated, day
SELECT k.patient, k.stratum, k.term,
       CASE WHEN d.day IS NOT NULL THEN days_between(p.from_date, d.day) WHEN f.ended < p.to_date THEN
         CASE WHEN f.ended < p.from_date THEN 0 ELSE days_between(p.from_date, f.ended) END
            WHEN p.to_date < p.from_date THEN 0 ELSE days_between(p.from_date, p.to_date) END AS days,
       CASE WHEN d.day IS NULL THEN 0 ELSE 1 END AS happened,
       CASE WHEN d.day IS NULL AND k.status = 'yes' THEN 1 ELSE 0 END AS undated, d.day
FROM known_statuses k JOIN safety_periods p ON p.patient = k.patient JOIN follow_up f ON f.patient = k.patient
LEFT JOIN (SELECT e.patient, m.group_term AS term, min(e.day) AS day
           FROM dated_events e JOIN (SELECT group_term, member FROM p_members UNION SELECT term, term FROM p_terms) m ON m.member = e.term
           JOIN term_status t ON t.patient = e.patient AND t.term = e.term AND t.status = 'yes'
           GROUP BY e.patient, m.group_term) d ON d.patient = k.patient AND d.term = k.term
