-- Unknown is neither beyond nor not: without a limit, in another unit, or without the baseline that a limit asks for.
-- Up to the index date nothing is held against the baseline: it is that baseline.
-- grain: one row per laboratory line, graded term and limit
-- columns: record, patient, day, entry, grade, beyond
SELECT t.record, t.patient, t.day, t.entry, t.grade,
       t.applies AND (CASE WHEN t.side = 'below' THEN t.value * t.whole < t.parts * t.reference WHEN t.inclusive = 1 THEN t.value * t.whole >= t.parts * t.reference
                           ELSE t.value * t.whole > t.parts * t.reference END) AS beyond
FROM (SELECT v.record, v.patient, v.day, v.entry, g.grade, g.side, g.inclusive, g.parts, g.whole, v.value,
             CASE WHEN v.day <= i.index_date THEN g.condition <> 'abnormal' AND g.basis <> 'baseline'
                  WHEN g.condition = 'normal' THEN b.value <= b.upper WHEN g.condition = 'abnormal' THEN b.value > b.upper ELSE TRUE END AS applies,
             CASE g.basis WHEN 'upper' THEN v.upper WHEN 'lower' THEN v.lower WHEN 'baseline' THEN CASE WHEN b.unit = v.unit THEN b.value END
                  ELSE x.bound END AS reference
      FROM ctcae_values v JOIN p_grades g ON g.entry = v.entry JOIN enrolled i ON i.patient = v.patient
      LEFT JOIN ctcae_baselines b ON b.patient = v.patient AND b.entry = v.entry
      LEFT JOIN p_grade_bounds x ON x.entry = v.entry AND x.rule = g.rule AND x.unit = v.unit) t
