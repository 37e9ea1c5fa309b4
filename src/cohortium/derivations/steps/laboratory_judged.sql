-- A value without a usable limit of its own laboratory, or in another unit, is unknown, not normal.
-- grain: one row per laboratory line and rule of a term
-- columns: record, patient, day, term, test, side, limit_record, beyond
-- kept
SELECT l.record, l.patient, l.day, r.term, l.test, r.side, t.record AS limit_record,
       CASE WHEN r.is_local = 0 AND coalesce(l.unit, '') <> r.unit THEN NULL
            WHEN r.side = 'above' THEN l.value * r.whole > r.parts * CASE WHEN r.is_local = 0 THEN r.bound ELSE coalesce(l.upper, t.bound) END
            ELSE l.value * r.whole < r.parts * CASE WHEN r.is_local = 0 THEN r.bound ELSE coalesce(l.lower, t.bound) END END AS beyond
FROM laboratory l JOIN p_laboratory_rules r ON r.test = l.test
LEFT JOIN limit_spans t ON t.centre = l.centre AND t.test = l.test AND t.unit = coalesce(l.unit, '') AND t.side = r.side AND t.sex = l.sex
     AND l.day >= t.valid_from AND (t.valid_before IS NULL OR l.day < t.valid_before)
