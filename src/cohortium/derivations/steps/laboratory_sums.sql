-- What the laboratory says of a patient, without its lines: four terms, tests and sides abreast. Lines that raise a question stand alone: those
-- that cannot be judged, and those later than the patient's death.
-- asked: the line of a question. pattern: the answers in the safety period, as in answer_patterns. doubts: why the line of a question cannot be judged, as in laboratory_judged
-- first1 to first4: the first line in the safety period that is beyond the limit
-- grain: one row per patient, part of p_laboratory_sides (none: tests that no term asks for) and line of a question (none: all other lines)
-- columns: patient, part, asked, doubts, last_day, pattern, nearest1, nearest2, nearest3, nearest4, first1, first2, first3, first4
-- kept
SELECT patient, part, asked, bit_or(doubt) AS doubts, max(day) AS last_day, bit_or(pattern) AS pattern,
       min(CASE WHEN lane = 1 THEN nearest END) AS nearest1, min(CASE WHEN lane = 2 THEN nearest END) AS nearest2,
       min(CASE WHEN lane = 3 THEN nearest END) AS nearest3, min(CASE WHEN lane = 4 THEN nearest END) AS nearest4,
       min(CASE WHEN lane = 1 THEN yes END) AS first1, min(CASE WHEN lane = 2 THEN yes END) AS first2,
       min(CASE WHEN lane = 3 THEN yes END) AS first3, min(CASE WHEN lane = 4 THEN yes END) AS first4
FROM (SELECT patient, part, lane, day, doubt, nearest, CASE WHEN doubt > 0 OR late THEN record END AS asked,
             CASE WHEN inside THEN mark * CASE WHEN beyond THEN 8 WHEN NOT beyond THEN 4 ELSE 1 END END AS pattern, CASE WHEN inside AND beyond THEN record END AS yes
      FROM laboratory_judged) AS lines
GROUP BY patient, part, asked
