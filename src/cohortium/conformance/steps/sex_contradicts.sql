-- Patients whose lines disagree about their sex are asked about already.
-- grain: one row per answer of a patient whose sex cannot have it
-- columns: rule, record, variable
SELECT 'sex_contradicts' AS rule, a.record, a.variable
FROM (SELECT record, centre, code, 'term' AS variable, term AS what FROM in_events WHERE term IS NOT NULL
      UNION ALL SELECT r.record, r.centre, r.code, l.term, l.term FROM in_reviews r JOIN p_places l ON l.block = r.block
          WHERE whole_parts(r.pattern, l.unit) % 16 >= 8
      UNION ALL SELECT record, centre, code, variable, variable FROM in_characteristics WHERE level = 'yes') a
JOIN p_only_sex o ON o.variable = a.what
JOIN (SELECT centre, code, min(sex) AS sex FROM in_patients GROUP BY centre, code HAVING min(sex) = max(sex)) p ON p.centre = a.centre AND p.code = a.code
WHERE p.sex <> o.sex
