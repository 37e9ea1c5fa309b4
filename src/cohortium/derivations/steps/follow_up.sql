-- From the index date to the earliest of data cut, death, and the last day anything was known; it goes on after a stop.
-- grain: one row per included patient
-- columns: patient, stratum, safety, index_date, stop, last_day, ended, days
-- kept
SELECT t.patient, t.stratum, t.safety, t.index_date, t.stop, t.last_day,
       CASE WHEN t.ended < t.index_date THEN t.index_date ELSE t.ended END AS ended,
       CASE WHEN t.ended < t.index_date THEN 0 ELSE days_between(t.index_date, t.ended) END AS days
FROM (SELECT u.patient, u.stratum, u.safety, u.index_date, u.stop, u.last_day,
             CASE WHEN u.death IS NOT NULL AND u.death < u.known THEN u.death ELSE u.known END AS ended
      FROM (SELECT k.patient, k.stratum, k.safety, k.index_date, k.stop, k.death, k.last_day,
                   CASE WHEN k.last_day IS NULL THEN k.index_date WHEN y.data_cut < k.last_day THEN y.data_cut ELSE k.last_day END AS known
            FROM (SELECT m.*, CASE WHEN d.day IS NULL OR m.last_contact > d.day THEN m.last_contact ELSE d.day END AS last_day
                  FROM members m LEFT JOIN last_days d ON d.patient = m.patient) k CROSS JOIN study y) u) t
