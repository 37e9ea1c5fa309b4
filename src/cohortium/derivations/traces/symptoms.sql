-- What the event lines that count say of symptoms, for each patient with a term; without such a line, what gave the term.
-- grain: one row per patient with the term and event line that says anything of symptoms, or per patient without
-- columns: centre, code, arm, strata, term, symptomatic, line, source, record
SELECT s.centre, s.code, s.arm, s.strata, t.term, a.symptomatic, v.record AS line, t.source, t.record
FROM term_records t JOIN subjects s ON s.patient = t.patient
LEFT JOIN symptoms a ON a.patient = t.patient AND a.term = t.term
LEFT JOIN counted_events v ON v.patient = t.patient AND v.term = t.term AND v.counts = 1 AND v.symptomatic IS NOT NULL
WHERE t.status = 'yes' AND t.term = ?
ORDER BY s.centre, s.code, v.record
