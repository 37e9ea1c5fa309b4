-- How long the treatment of the index date lasted and what ended it; no cause where it went on to the end of follow-up.
-- Of several reasons the first one of the protocol is the cause. A stop that cannot be read leaves no time at all.
-- grain: one row per included patient
-- columns: patient, stratum, days, cause, reasons
SELECT f.patient, f.stratum,
       CASE WHEN s.stop_unknown = 1 THEN NULL WHEN s.stop <= f.ended THEN days_between(f.index_date, s.stop) ELSE f.days END AS days,
       CASE WHEN s.stop_unknown = 1 THEN NULL
            WHEN s.stop <= f.ended THEN CASE WHEN p.cause = 'not_recorded' AND s.death = s.stop THEN 'death' ELSE p.cause END
            WHEN s.death <= f.ended THEN 'death' ELSE '' END AS cause,
       coalesce(r.reasons, 0) AS reasons
FROM follow_up f JOIN subjects s ON s.patient = f.patient
LEFT JOIN (SELECT t.patient, min(c.position) AS position, count(*) AS reasons FROM stops t JOIN p_causes c ON c.cause = t.reason
           WHERE t.stopped = 1 GROUP BY t.patient) r ON r.patient = f.patient
LEFT JOIN p_causes p ON p.position = r.position
