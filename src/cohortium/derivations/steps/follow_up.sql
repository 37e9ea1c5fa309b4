-- From the index date to the earliest of data cut, death, and the last day anything was known; it goes on after a stop.
-- grain: one row per included patient
-- columns: patient, centre, arm, strata, safety, index_date, stop, last_day, ended, days
-- kept
SELECT t.patient, t.centre, t.arm, t.strata, t.safety, t.index_date, t.stop, t.last_day,
       CASE WHEN t.ended < t.index_date THEN t.index_date ELSE t.ended END AS ended,
       CASE WHEN t.ended < t.index_date THEN 0 ELSE days_between(t.index_date, t.ended) END AS days
FROM (SELECT u.patient, u.centre, u.arm, u.strata, u.safety, u.index_date, u.stop, u.last_day,
             CASE WHEN u.death IS NOT NULL AND u.death < u.known THEN u.death ELSE u.known END AS ended
      FROM (SELECT s.patient, s.centre, s.arm, s.strata, s.safety, s.index_date, s.stop, s.death, d.day AS last_day,
                   CASE WHEN d.day IS NULL THEN s.index_date WHEN y.data_cut < d.day THEN y.data_cut ELSE d.day END AS known
            FROM subjects s CROSS JOIN study y LEFT JOIN last_days d ON d.patient = s.patient WHERE s.reason IS NULL) u) t
