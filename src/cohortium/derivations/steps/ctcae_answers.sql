-- Unknown is neither beyond nor not: without a limit, in another unit, without the baseline that a limit asks for, or where a value or its
-- baseline is only known to be below or above a number and the true one may decide either way. A baseline that is a bound is a limit somewhere
-- between least and most: what is beyond the higher end is beyond it, and what is not beyond the lower end is not. Where nobody knows whether
-- a baseline was abnormal, it would lie above its limit (above the value's own where it has none): below the multiple of that no grade hangs on
-- it, and what is beyond the multiples of the limit and of all that the baseline may be is beyond either way ('<>': neither end is reached).
-- Up to the index date nothing is held against the baseline: it is that baseline.
-- grain: one row per laboratory line, graded term and limit
-- columns: record, patient, day, entry, grade, beyond
SELECT record, patient, day, entry, grade, applies AND CASE
         WHEN NOT is_beyond((value * whole - parts * coalesce(reference, least)) * way, whole, sign, way = 1, inclusive = 1 AND known NOT IN ('>', '+', '<>')) THEN FALSE
         WHEN is_beyond((value * whole - parts * coalesce(reference, most)) * way, whole, sign, way = 1, inclusive = 1 OR known IN ('<', '+', '<>')) THEN TRUE
       END AS beyond
FROM (SELECT v.record, v.patient, v.day, v.entry, g.grade, g.inclusive, g.parts, g.whole, v.value, v.sign, CASE g.side WHEN 'above' THEN 1 ELSE -1 END AS way,
             CASE WHEN v.day <= i.index_date THEN g.condition <> 'abnormal' AND g.basis <> 'baseline'
                  WHEN g.condition = 'normal' THEN NOT b.abnormal WHEN g.condition = 'abnormal' THEN coalesce(b.abnormal, TRUE) ELSE TRUE END AS applies,
             CASE g.basis WHEN 'upper' THEN v.upper WHEN 'over' THEN v.upper + x.bound WHEN 'lower' THEN v.lower WHEN 'fixed' THEN x.bound END AS reference,
             CASE WHEN g.basis <> 'baseline' THEN NULL WHEN b.unit = v.unit AND (g.condition = '' OR b.abnormal) THEN b.least
                  WHEN g.condition = 'abnormal' THEN coalesce(CASE WHEN b.unit = v.unit THEN b.upper END, v.upper) END AS least,
             CASE WHEN g.basis <> 'baseline' OR b.unit <> v.unit THEN NULL WHEN g.condition = '' OR b.abnormal OR b.most > v.upper THEN b.most
                  WHEN b.most <= v.upper THEN v.upper END AS most,
             CASE WHEN g.basis <> 'baseline' THEN '' WHEN b.unit = v.unit AND (g.condition = '' OR b.abnormal) THEN b.sign
                  WHEN b.sign IN ('<', '+') AND b.most > v.upper THEN '<>' ELSE '>' END AS known
      FROM ctcae_values v JOIN p_grades g ON g.entry = v.entry JOIN enrolled i ON i.patient = v.patient
      LEFT JOIN ctcae_baselines b ON b.patient = v.patient AND b.entry = v.entry
      LEFT JOIN p_grade_bounds x ON x.entry = v.entry AND x.rule = g.rule AND x.unit = v.unit) AS compared
