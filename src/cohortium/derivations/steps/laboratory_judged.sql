-- A value without a usable limit of its own laboratory, or in another unit, is unknown, not normal.
-- One that is only known to be below or above a number (<0.01) is judged where that is certain on whichever side the true value lies.
-- Where a term has fixed limits in several units, a value is held against those in its own.
-- limit_record: the limit of the laboratory that the line is held against, where it brings none of its own and the term has none
-- number: the term, test and side of p_laboratory_sides that the line is held against
-- compared: whether the value is a number with a usable limit. over: how far beyond it, in millionths times the denominator of the rule's multiple
-- grain: one row per laboratory line and rule of a term
-- columns: record, patient, day, number, limit_record, compared, beyond
-- kept
SELECT record, patient, day, number, limit_record, over IS NOT NULL AS compared,
       is_beyond(over, whole, sign, side = 'above', FALSE) AS beyond
FROM (SELECT l.record, l.patient, l.day, r.number, r.side, t.record AS limit_record, l.sign, r.whole,
             CASE WHEN r.is_local = 0 AND coalesce(l.unit, '') <> r.unit THEN NULL
                  WHEN r.side = 'above' THEN l.value * r.whole - r.parts * CASE WHEN r.is_local = 0 THEN r.bound ELSE coalesce(l.upper, t.bound) END
                  ELSE r.parts * CASE WHEN r.is_local = 0 THEN r.bound ELSE coalesce(l.lower, t.bound) END - l.value * r.whole END AS over
      FROM laboratory l JOIN p_laboratory_rules r ON r.test = l.test
      LEFT JOIN limit_spans t ON t.centre = l.centre AND t.test = l.test AND t.unit = coalesce(l.unit, '') AND t.side = r.side AND t.sex = l.sex
           AND l.day >= t.valid_from AND (t.valid_before IS NULL OR l.day < t.valid_before)
           AND r.is_local = 1 AND CASE WHEN r.side = 'above' THEN l.upper ELSE l.lower END IS NULL
      WHERE r.is_local = 1 OR coalesce(l.unit, '') = r.unit OR NOT contains(r.units, '|' || coalesce(l.unit, '') || '|')) AS compared
