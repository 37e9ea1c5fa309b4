-- Sums of days can be added up over centres, and so can the events.
-- grain: one row per term or at-least-one row and stratum
-- columns: term, centre, arm, strata, patients, events, undated, days
-- kept
SELECT r.term, g.centre, g.arm, g.strata, r.patients, r.events, r.undated, r.days
FROM (SELECT term, stratum, count(*) AS patients, CAST(sum(happened) AS BIGINT) AS events, CAST(sum(undated) AS BIGINT) AS undated,
             CAST(sum(days) AS BIGINT) AS days
      FROM risk_times GROUP BY term, stratum) r JOIN groups g ON g.stratum = r.stratum
