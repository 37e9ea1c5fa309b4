-- Who had an intercurrent event by the end of a window, among those whose window was due.
-- grain: one row per timepoint, event and stratum
-- columns: timepoint, event, centre, arm, strata, patients
-- kept
SELECT f.timepoint, e.event, p.centre, p.arm, p.strata, CAST(sum(f.patients) AS BIGINT) AS patients
FROM (SELECT timepoint, profile, count(*) AS patients FROM followed GROUP BY timepoint, profile) f JOIN profiles p ON p.profile = f.profile
JOIN (SELECT DISTINCT event FROM p_events) e ON (p.marks & e.event) <> 0 WHERE p.due
GROUP BY f.timepoint, e.event, p.centre, p.arm, p.strata
