-- A value without a usable limit of its own laboratory, or in another unit, is unknown, not normal.
-- One that is only known to be below or above a number (<0.01) is judged where that is certain on whichever side the true value lies.
-- Where a term has fixed limits in several units, a value is held against those in its own.
-- limit_record: the limit of the laboratory that the line is held against, where it brings none of its own and the term has none
-- number: the term, test and side of p_laboratory_sides that the line is held against
-- over: how far the value is beyond its limit, in millionths times the denominator of the rule's multiple
-- doubt: why a value cannot be judged: 1 it has no usable limit, 2 its side of the limit is not known
-- nearest: of a judged value in the baseline window twice the days before the index date, and one more if it is not beyond: the smallest is of the last
-- day, and even if a value of that day was beyond
-- grain: one row per laboratory line and rule of a term, or one where no term asks for the test
-- columns: record, patient, day, number, part, lane, mark, inside, late, nearest, limit_record, doubt, beyond
SELECT record, patient, day, number, part, lane, mark, inside, late,
       CASE WHEN before AND beyond IS NOT NULL THEN 2 * days_between(day, index_date) + CASE WHEN beyond THEN 0 ELSE 1 END END AS nearest, limit_record,
       CASE WHEN number IS NULL OR beyond IS NOT NULL THEN 0 WHEN over IS NULL AND value IS NOT NULL THEN 1 WHEN over IS NOT NULL OR sign <> '' THEN 2 ELSE 0 END AS doubt,
       beyond
FROM (SELECT record, patient, day, number, part, lane, mark, before, inside, late, index_date, limit_record, value, sign, over,
             is_beyond(over, whole, sign, side = 'above', FALSE) AS beyond
      FROM (SELECT l.record, l.patient, l.day, r.number, r.part, r.lane, r.mark, l.before, l.inside, l.late, l.index_date, r.side, t.record AS limit_record,
                   l.value, l.sign, r.whole,
                   CASE WHEN r.is_local = 0 AND coalesce(l.unit, '') <> r.unit THEN NULL
                        WHEN r.side = 'above' THEN l.value * r.whole - r.parts * CASE WHEN r.is_local = 0 THEN r.bound ELSE coalesce(l.upper, t.bound) END
                        ELSE r.parts * CASE WHEN r.is_local = 0 THEN r.bound ELSE coalesce(l.lower, t.bound) END - l.value * r.whole END AS over
            FROM laboratory l
            LEFT JOIN p_laboratory_rules r ON r.test = l.test
             AND (r.is_local = 1 OR coalesce(l.unit, '') = r.unit OR NOT contains(r.units, '|' || coalesce(l.unit, '') || '|'))
            LEFT JOIN limit_spans t ON t.test = CASE WHEN r.is_local = 1 AND CASE WHEN r.side = 'above' THEN l.upper ELSE l.lower END IS NULL THEN l.test END
                 AND t.centre = l.centre AND t.unit = coalesce(l.unit, '') AND t.side = r.side AND t.sex = l.sex
                 AND l.day >= t.valid_from AND (t.valid_before IS NULL OR l.day < t.valid_before)) AS compared) AS judged
