-- Events and patients are counted apart; events without an onset are counted whether or not they count as events.
-- grain: one row per term or at-least-one row and stratum
-- columns: term, centre, arm, strata, events, undated
-- kept
SELECT m.group_term AS term, g.centre, g.arm, g.strata, CAST(sum(c.counts) AS BIGINT) AS events, CAST(sum(c.undated) AS BIGINT) AS undated
FROM counted_events c JOIN (SELECT group_term, member FROM p_members UNION SELECT term, term FROM p_terms) m ON m.member = c.term
JOIN term_status s ON s.patient = c.patient AND s.term = c.term AND s.status <> 'excluded' JOIN groups g ON g.stratum = s.stratum
GROUP BY m.group_term, g.centre, g.arm, g.strata
