-- Whose last day in the baseline window, not after the index date, on which a test was judged has a value beyond the limit.
-- grain: one row per patient and term, test and side that is abnormal at baseline
-- columns: patient, term, number, nearest
SELECT patient, term, number, nearest
FROM (SELECT s.patient, n.term, n.number, CASE n.lane WHEN 1 THEN s.nearest1 WHEN 2 THEN s.nearest2 WHEN 3 THEN s.nearest3 ELSE s.nearest4 END AS nearest
      FROM laboratory_sums s JOIN p_laboratory_sides n ON n.part = s.part) AS lanes
WHERE nearest % 2 = 0
