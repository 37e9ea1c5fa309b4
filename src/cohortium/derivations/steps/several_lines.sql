-- Only several lines of one drug need courses to be worked out: any other line is a course.
-- grain: one row per patient and drug with several treatment lines
-- columns: patient, drug
-- kept
SELECT patient, drug FROM treatments GROUP BY patient, drug HAVING count(*) > 1
