-- Both answers travel, so that pairs can be told apart by either of them.
-- grain: one row per responder endpoint, two of its timepoints, stratum and pair of answers
-- columns: endpoint, earlier, timepoint, centre, arm, strata, first_answer, second_answer, patients
-- kept
SELECT a.endpoint, a.timepoint AS earlier, b.timepoint, p.centre, p.arm, p.strata, a.responder AS first_answer, b.responder AS second_answer,
       count(*) AS patients
FROM answers a JOIN answers b ON b.patient = a.patient AND b.endpoint = a.endpoint AND b.timepoint <> a.timepoint
JOIN profiles p ON p.profile = a.profile
GROUP BY a.endpoint, a.timepoint, b.timepoint, p.centre, p.arm, p.strata, a.responder, b.responder
