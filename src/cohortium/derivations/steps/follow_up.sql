-- From the index date to the earliest of data cut, death, and the last day anything was known; it goes on after a stop.
-- grain: one row per included patient
-- columns: patient, centre, arm, strata, safety, index_date, stop, last_day, ended, days
-- kept
SELECT t.patient, t.centre, t.arm, t.strata, t.safety, t.index_date, t.stop, t.last_day,
       CASE WHEN t.ended < t.index_date THEN t.index_date ELSE t.ended END AS ended,
       CASE WHEN t.ended < t.index_date THEN 0 ELSE days_between(t.index_date, t.ended) END AS days
FROM (SELECT u.patient, u.centre, u.arm, u.strata, u.safety, u.index_date, u.stop, u.last_day,
             CASE WHEN u.death IS NOT NULL AND u.death < u.known THEN u.death ELSE u.known END AS ended
      FROM (SELECT k.patient, k.centre, k.arm, k.strata, k.safety, k.index_date, k.stop, k.death, k.last_day,
                   CASE WHEN k.last_day IS NULL THEN k.index_date WHEN y.data_cut < k.last_day THEN y.data_cut ELSE k.last_day END AS known
            FROM (SELECT s.*, CASE WHEN d.day IS NULL OR s.last_contact > d.day THEN s.last_contact ELSE d.day END AS last_day
                  FROM subjects s LEFT JOIN last_days d ON d.patient = s.patient WHERE s.reason IS NULL) k CROSS JOIN study y) u) t
