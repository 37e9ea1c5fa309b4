-- grain: one row per sub-term and stratum, among patients with the term
-- columns: term, subterm, centre, arm, strata, patients
-- kept
SELECT v.term, v.subterm, g.centre, g.arm, g.strata, count(DISTINCT v.patient) AS patients
FROM period_events v JOIN term_status s ON s.patient = v.patient AND s.term = v.term AND s.status = 'yes' JOIN groups g ON g.stratum = s.stratum
WHERE v.subterm IS NOT NULL GROUP BY v.term, v.subterm, g.centre, g.arm, g.strata
