-- grain: one row per patient of the efficacy set and window
-- columns: patient, timepoint, profile
-- kept
SELECT f.patient, f.timepoint, p.profile
FROM followed f JOIN profiles p ON p.centre = f.centre AND p.arm IS NOT DISTINCT FROM f.arm AND p.strata = f.strata AND p.timepoint = f.timepoint
 AND p.due = f.due AND p.stopped = f.stopped AND p.dead = f.dead AND p.visited = f.visited
