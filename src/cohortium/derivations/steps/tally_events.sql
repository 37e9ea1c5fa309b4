-- grain: one row per term or at-least-one row and stratum
-- columns: term, centre, arm, strata, events, undated
-- kept
SELECT m.group_term AS term, p.centre, p.arm, p.strata, count(*) AS events, CAST(sum(v.undated) AS BIGINT) AS undated
FROM period_events v JOIN p_members m ON m.member = v.term JOIN safety_periods p ON p.patient = v.patient
GROUP BY m.group_term, p.centre, p.arm, p.strata
UNION ALL
SELECT v.term, p.centre, p.arm, p.strata, count(*), CAST(sum(v.undated) AS BIGINT)
FROM period_events v JOIN safety_periods p ON p.patient = v.patient GROUP BY v.term, p.centre, p.arm, p.strata
