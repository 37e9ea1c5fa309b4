-- Unknown is neither beyond nor not: without a limit, in another unit, without the baseline that a limit asks for, or where a value is only
-- known to be below or above a number and the true one may lie on either side.
-- Up to the index date nothing is held against the baseline: it is that baseline.
-- grain: one row per laboratory line, graded term and limit
-- columns: record, patient, day, entry, grade, beyond
SELECT t.record, t.patient, t.day, t.entry, t.grade,
       t.applies AND is_beyond((t.value * t.whole - t.parts * t.reference) * CASE t.side WHEN 'above' THEN 1 ELSE -1 END, t.whole, t.sign,
                               t.side = 'above', t.inclusive = 1) AS beyond
FROM (SELECT v.record, v.patient, v.day, v.entry, g.grade, g.side, g.inclusive, g.parts, g.whole, v.value, v.sign,
             CASE WHEN v.day <= i.index_date THEN g.condition <> 'abnormal' AND g.basis <> 'baseline'
                  WHEN g.condition = 'normal' THEN b.value <= b.upper WHEN g.condition = 'abnormal' THEN b.value > b.upper ELSE TRUE END AS applies,
             CASE g.basis WHEN 'upper' THEN v.upper WHEN 'over' THEN v.upper + x.bound WHEN 'lower' THEN v.lower WHEN 'baseline' THEN CASE WHEN b.unit = v.unit THEN b.value END
                  ELSE x.bound END AS reference
      FROM ctcae_values v JOIN p_grades g ON g.entry = v.entry JOIN enrolled i ON i.patient = v.patient
      LEFT JOIN ctcae_baselines b ON b.patient = v.patient AND b.entry = v.entry
      LEFT JOIN p_grade_bounds x ON x.entry = v.entry AND x.rule = g.rule AND x.unit = v.unit) t
