-- grain: one row per term, stratum and answer, among patients with the term of whom an event line says yes or no
-- columns: term, centre, arm, strata, symptomatic, patients
-- kept
SELECT s.term, g.centre, g.arm, g.strata, v.symptomatic, count(*) AS patients
FROM symptoms v JOIN term_status s ON s.patient = v.patient AND s.term = v.term AND s.status = 'yes' JOIN groups g ON g.stratum = s.stratum
GROUP BY s.term, g.centre, g.arm, g.strata, v.symptomatic
