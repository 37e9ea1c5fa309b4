-- Which scores stand for a repeated day, under each rule that the protocol uses.
-- grain: one row per repeated day, part and same-day rule
-- columns: patient, index_date, day, after_stop, part, same_day, bad1, bad2, bad3, bad4
-- kept
SELECT v.patient, v.index_date, v.day, v.after_stop, v.part, p.same_day,
       CASE WHEN p.same_day = 'worst' OR min(v.bad1) = max(v.bad1) THEN max(v.bad1) WHEN p.same_day = 'best' THEN min(v.bad1) END AS bad1,
       CASE WHEN p.same_day = 'worst' OR min(v.bad2) = max(v.bad2) THEN max(v.bad2) WHEN p.same_day = 'best' THEN min(v.bad2) END AS bad2,
       CASE WHEN p.same_day = 'worst' OR min(v.bad3) = max(v.bad3) THEN max(v.bad3) WHEN p.same_day = 'best' THEN min(v.bad3) END AS bad3,
       CASE WHEN p.same_day = 'worst' OR min(v.bad4) = max(v.bad4) THEN max(v.bad4) WHEN p.same_day = 'best' THEN min(v.bad4) END AS bad4
FROM repeated_days r JOIN visits v ON v.patient = r.patient AND v.day = r.day CROSS JOIN p_same_days p
GROUP BY v.patient, v.index_date, v.day, v.after_stop, v.part, p.same_day
