-- Most windows hold one visit: its scores need no rank. Two visits of one day are in the same windows, so no rule of the day applies here.
-- grain: one row per visit line that is alone in its window
-- columns: record, patient, day, timepoint, inside, after_stop
-- kept
SELECT v.record, v.patient, v.day, v.timepoint, v.inside, v.after_stop
FROM window_visits v JOIN window_counts k ON k.patient = v.patient AND k.timepoint = v.timepoint WHERE k.visits = 1
