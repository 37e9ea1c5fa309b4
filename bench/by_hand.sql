-- The numbers of bench/protocol.yaml as an expert would write them for this one study: wide, one pass over the visits and one over the
-- laboratory values, no record of where a value came from. A view of its name stands for each Parquet file.

-- who is in ---------------------------------------------------------------------------------------------------------------
CREATE TEMP TABLE lines AS
SELECT centre, patient, drug, daily_dose, "start", CASE WHEN stop <= DATE '2023-06-30' THEN stop END AS stop, stop_reasons
FROM treatments WHERE "start" <= DATE '2023-06-30' AND (stop IS NULL OR stop >= "start");

CREATE TEMP TABLE lines_by_course AS
SELECT *, sum(CASE WHEN "start" - reached <= 1 THEN 0 ELSE 1 END)
            OVER (PARTITION BY centre, patient, drug ORDER BY "start" ROWS UNBOUNDED PRECEDING) AS course
FROM (SELECT *, max(coalesce(stop, DATE '9000-01-01')) OVER (PARTITION BY centre, patient, drug ORDER BY "start"
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached FROM lines);

CREATE TEMP TABLE courses AS
SELECT centre, patient, drug, course, min("start") AS "start", CASE WHEN count(stop) = count(*) THEN max(stop) END AS stop,
       bool_or(daily_dose = 15) FILTER (WHERE drug = 'upadacitinib' AND first_line) AS upa15,
       bool_or(daily_dose = 30) FILTER (WHERE drug = 'upadacitinib' AND first_line) AS upa30,
       bool_or(daily_dose = 4) FILTER (WHERE drug = 'baricitinib' AND first_line) AS bari4
FROM (SELECT *, "start" = min("start") OVER (PARTITION BY centre, patient, drug, course) AS first_line FROM lines_by_course)
WHERE drug IN ('upadacitinib', 'baricitinib') GROUP BY centre, patient, drug, course;

CREATE TEMP TABLE index_days AS
SELECT centre, patient, "start" AS index_date, min(drug) AS drug, min(course) AS course, min(stop) AS stop,
       CASE WHEN bool_or(upa15) THEN 'upa15' WHEN bool_or(upa30) THEN 'upa30' ELSE 'bari4' END AS arm,
       count(*) FILTER (upa15) + count(*) FILTER (upa30) + count(*) FILTER (bari4) > 1 AS two_arms
FROM (SELECT *, min("start") OVER (PARTITION BY centre, patient) AS earliest FROM courses
      WHERE "start" BETWEEN DATE '2018-01-01' AND DATE '2022-12-31' AND (upa15 OR upa30 OR bari4))
WHERE "start" = earliest GROUP BY centre, patient, "start";

CREATE TEMP TABLE subjects AS
SELECT centre, patient, p.sex, p.birth_year, p.screened, p.death, p.last_contact, i.index_date, i.arm, i.drug, i.course,
       coalesce(i.stop, o.next_start - 1) AS stop, i.stop IS NULL AND o.next_start IS NOT NULL AS switched, last_line,
       CASE WHEN i.patient IS NULL THEN 'no_index' WHEN i.two_arms THEN 'two_arms' WHEN o.earlier THEN 'prior_use' END AS reason,
       CAST(i.index_date + INTERVAL 2 MONTH AS DATE) AS m3_from, CAST(i.index_date + INTERVAL 4 MONTH AS DATE) AS m3_to,
       CAST(i.index_date + INTERVAL 5 MONTH AS DATE) AS m6_from, CAST(i.index_date + INTERVAL 7 MONTH AS DATE) AS m6_to
FROM (SELECT centre, patient, min(sex) AS sex, min(birth_year) AS birth_year, bool_or(screened) AS screened, min(death) AS death,
             max(last_contact) AS last_contact FROM patients GROUP BY centre, patient) p
LEFT JOIN index_days i USING (centre, patient)
LEFT JOIN (SELECT c.centre, c.patient, bool_or(c."start" < i.index_date) AS earlier,
                  min(c."start") FILTER (c.drug <> i.drug AND c."start" > i.index_date) AS next_start
           FROM courses c JOIN index_days i USING (centre, patient) GROUP BY c.centre, c.patient) o USING (centre, patient)
LEFT JOIN (SELECT centre, patient, max(greatest("start", coalesce(stop, "start"))) AS last_line FROM lines GROUP BY centre, patient) USING (centre, patient);

CREATE TEMP TABLE included AS SELECT * FROM subjects WHERE reason IS NULL;

-- scores: the worst of each window, the last (worst of its day) before ---------------------------------------------------------
CREATE TEMP TABLE scores AS
SELECT centre, patient, max("date") AS last_visit,
       bool_or(in_m3) AS m3_seen, bool_or(in_m6) AS m6_seen,
       max(iga) FILTER (in_m3 AND iga <= 4) AS iga3, max(iga) FILTER (in_m6 AND iga <= 4) AS iga6,
       max(easi) FILTER (in_m3 AND easi <= 72) AS easi3, max(easi) FILTER (in_m6 AND easi <= 72) AS easi6,
       max(pnrs) FILTER (in_m3 AND pnrs <= 10) AS pnrs3, max(pnrs) FILTER (in_m6 AND pnrs <= 10) AS pnrs6,
       max(dlqi) FILTER (in_m3 AND dlqi <= 30) AS dlqi3, max(dlqi) FILTER (in_m6 AND dlqi <= 30) AS dlqi6,
       bool_or(in_m3 AND iga > 4) AS iga3_aside, bool_or(in_m6 AND iga > 4) AS iga6_aside,
       bool_or(in_m3 AND easi > 72) AS easi3_aside, bool_or(in_m6 AND easi > 72) AS easi6_aside,
       bool_or(in_m3 AND pnrs > 10) AS pnrs3_aside, bool_or(in_m6 AND pnrs > 10) AS pnrs6_aside,
       bool_or(in_m3 AND dlqi > 30) AS dlqi3_aside, bool_or(in_m6 AND dlqi > 30) AS dlqi6_aside,
       max(day_key + iga) FILTER (before AND iga <= 4) % 10000 AS iga0,
       max(day_key + CAST(easi * 10 AS INTEGER)) FILTER (before AND easi <= 72) % 10000 AS easi0,
       max(day_key + pnrs) FILTER (before AND pnrs <= 10) % 10000 AS pnrs0,
       max(day_key + dlqi) FILTER (before AND dlqi <= 30) % 10000 AS dlqi0
FROM (SELECT s.centre, s.patient, v."date", IGA AS iga, EASI AS easi, PNRS AS pnrs, DLQI AS dlqi, 10000 * (v."date" - DATE '2000-01-01') AS day_key,
             v."date" BETWEEN s.index_date - 90 AND s.index_date AS before, v."date" BETWEEN s.m3_from AND s.m3_to AS in_m3,
             v."date" BETWEEN s.m6_from AND s.m6_to AS in_m6
      FROM visits v JOIN included s ON s.centre = v.centre AND s.patient = v.patient WHERE v."date" <= DATE '2023-06-30')
GROUP BY centre, patient;

-- blood: beyond its limit after the index date (yes if any is, no if all that can be judged are not), the last value before; 4 yes, 3 no, 1 unknown -----------
CREATE TEMP TABLE blood AS
SELECT centre, patient, max("date") AS last_blood,
       coalesce(max(judged) FILTER (test = 'CPK' AND after), 1) AS cpk, max(day_key + judged) FILTER (test = 'CPK' AND before) % 10 AS cpk0,
       coalesce(max(judged) FILTER (test = 'ALAT' AND after), 1) AS alat, max(day_key + judged) FILTER (test = 'ALAT' AND before) % 10 AS alat0,
       coalesce(max(judged) FILTER (test = 'LDL' AND after), 1) AS ldl, max(day_key + judged) FILTER (test = 'LDL' AND before) % 10 AS ldl0,
       coalesce(max(judged) FILTER (test = 'haemoglobin' AND after), 1) AS anaemia, max(day_key + judged) FILTER (test = 'haemoglobin' AND before) % 10 AS anaemia0
FROM (SELECT s.centre, s.patient, l."date", l.test, 10 * (l."date" - DATE '2000-01-01') AS day_key,
             3 + CAST(CASE l.test WHEN 'CPK' THEN l.value > l.upper WHEN 'ALAT' THEN l.value > 3 * l.upper WHEN 'LDL' THEN l.value > n.upper
                                  ELSE CASE l.unit WHEN 'g/dL' THEN l.value < 10 WHEN 'g/L' THEN l.value < 100 END END AS INTEGER) AS judged,
             l."date" > s.index_date AND (s.death IS NULL OR l."date" <= s.death) AS after, l."date" BETWEEN s.index_date - 90 AND s.index_date AS before
      FROM laboratory l JOIN included s ON s.centre = l.centre AND s.patient = l.patient
      LEFT JOIN laboratory_limits n ON n.centre = l.centre AND n.test = l.test AND n.unit = l.unit WHERE l."date" <= DATE '2023-06-30')
GROUP BY centre, patient;

CREATE TEMP TABLE outcomes AS
SELECT i.*, c.* EXCLUDE (centre, patient, m3_seen, m6_seen), coalesce(m3_seen, FALSE) AS m3_seen, coalesce(m6_seen, FALSE) AS m6_seen,
       m3_to <= DATE '2023-06-30' AS m3_due, m6_to <= DATE '2023-06-30' AS m6_due, coalesce(stop <= m3_to, FALSE) AS m3_stopped,
       coalesce(stop <= m6_to, FALSE) AS m6_stopped, coalesce(death <= m3_to, FALSE) AS m3_dead, coalesce(death <= m6_to, FALSE) AS m6_dead,
       greatest(i.index_date, least(DATE '2023-06-30', coalesce(death, DATE '9000-01-01'),
                greatest(coalesce(last_contact, i.index_date), coalesce(last_visit, i.index_date), coalesce(last_blood, i.index_date), last_line))) - i.index_date AS days
FROM included i LEFT JOIN scores c USING (centre, patient) LEFT JOIN blood USING (centre, patient);

-- events: what the review says (4 yes, 3 no, 2 not asked, 1 unknown), with the laboratory for some; 0 is abnormal at baseline where that counts out ------------
CREATE TEMP MACRO said(answer) AS CASE answer WHEN 'yes' THEN 4 WHEN 'no' THEN 3 WHEN 'not asked' THEN 2 WHEN 'unknown' THEN 1 END;

CREATE TEMP TABLE events AS
SELECT *, greatest(acne, headache, herpes, infection, thromboembolism) AS any_clinical, greatest(cpk, alat, ldl, anaemia) AS any_biological,
       least(acne, headache, herpes, infection, thromboembolism) >= 3 AS all_clinical, least(cpk, alat, ldl, anaemia) >= 3 AS all_biological
FROM (SELECT i.arm, coalesce(said(acne), 1) AS acne, coalesce(said(headache), 1) AS headache, coalesce(said(herpes), 1) AS herpes,
             coalesce(said(infection), 1) AS infection, coalesce(said(thromboembolism), 3) AS thromboembolism, greatest(said(r.cpk), b.cpk, 1) AS cpk, coalesce(b.alat, 1) AS alat,
             CASE WHEN b.ldl0 = 4 THEN 0 ELSE coalesce(b.ldl, 1) END AS ldl, coalesce(b.anaemia, 1) AS anaemia,
             b.cpk0 = 4 AS cpk0, b.alat0 = 4 AS alat0, b.ldl0 = 4 AS ldl0, b.anaemia0 = 4 AS anaemia0
      FROM included i LEFT JOIN blood b USING (centre, patient)
      LEFT JOIN event_review r USING (centre, patient));

CREATE TEMP TABLE answers AS
SELECT term, coalesce(arm, 'all') AS arm, answer, count(*) AS n
FROM (SELECT arm, acne, headache, herpes, infection, thromboembolism, cpk, alat, ldl, anaemia, any_clinical, any_biological, greatest(any_clinical, any_biological) AS "any" FROM events)
UNPIVOT (answer FOR term IN (acne, headache, herpes, infection, thromboembolism, cpk, alat, ldl, anaemia, any_clinical, any_biological, "any"))
GROUP BY GROUPING SETS ((term, answer), (term, arm, answer));

-- patients alike, per measure and window ---------------------------------------------------------------------------------------
CREATE TEMP TABLE alike AS
SELECT 'IGA' AS measure, 'M3' AS timepoint, arm, iga0 AS b, iga3 AS v, NULL::BOOLEAN AS responder, m3_due AS due, m3_stopped AS stopped, m3_dead AS dead,
       m3_seen AS seen, coalesce(iga3_aside, FALSE) AS aside, count(*) AS n FROM outcomes GROUP BY ALL
UNION ALL SELECT 'IGA', 'M6', arm, iga0, iga6, NULL, m6_due, m6_stopped, m6_dead, m6_seen, coalesce(iga6_aside, FALSE), count(*) FROM outcomes GROUP BY ALL
UNION ALL SELECT 'PNRS', 'M3', arm, pnrs0, pnrs3, NULL, m3_due, m3_stopped, m3_dead, m3_seen, coalesce(pnrs3_aside, FALSE), count(*) FROM outcomes GROUP BY ALL
UNION ALL SELECT 'PNRS', 'M6', arm, pnrs0, pnrs6, NULL, m6_due, m6_stopped, m6_dead, m6_seen, coalesce(pnrs6_aside, FALSE), count(*) FROM outcomes GROUP BY ALL
UNION ALL SELECT 'DLQI', 'M3', arm, dlqi0, dlqi3, NULL, m3_due, m3_stopped, m3_dead, m3_seen, coalesce(dlqi3_aside, FALSE), count(*) FROM outcomes GROUP BY ALL
UNION ALL SELECT 'DLQI', 'M6', arm, dlqi0, dlqi6, NULL, m6_due, m6_stopped, m6_dead, m6_seen, coalesce(dlqi6_aside, FALSE), count(*) FROM outcomes GROUP BY ALL
UNION ALL SELECT 'EASI', 'M3', arm, CASE WHEN easi0 > 0 THEN 1 ELSE easi0 END, CASE WHEN easi3 IS NOT NULL THEN 1 END,
                 CASE WHEN easi0 <> 0 THEN 4 * (easi0 - CAST(easi3 * 10 AS INTEGER)) >= 3 * easi0 END,
                 m3_due, m3_stopped, m3_dead, m3_seen, coalesce(easi3_aside, FALSE), count(*) FROM outcomes GROUP BY ALL
UNION ALL SELECT 'EASI', 'M6', arm, CASE WHEN easi0 > 0 THEN 1 ELSE easi0 END, CASE WHEN easi6 IS NOT NULL THEN 1 END,
                 CASE WHEN easi0 <> 0 THEN 4 * (easi0 - CAST(easi6 * 10 AS INTEGER)) >= 3 * easi0 END,
                 m6_due, m6_stopped, m6_dead, m6_seen, coalesce(easi6_aside, FALSE), count(*) FROM outcomes GROUP BY ALL;

CREATE TEMP TABLE judged AS
SELECT endpoint, nri, timepoint, arm, b, v, n, stopped, met,
       CASE WHEN NOT due THEN 'not_due' WHEN eligible IS NULL THEN 'eligibility_unknown' WHEN NOT eligible THEN 'not_eligible' WHEN met IS NOT NULL THEN 'evaluable'
            WHEN v IS NOT NULL AND b IS NULL THEN 'no_baseline' WHEN v IS NOT NULL THEN 'baseline_zero' WHEN dead THEN 'dead' WHEN stopped THEN 'stopped'
            WHEN NOT seen THEN 'no_visit' WHEN aside THEN 'set_aside' ELSE 'not_done' END AS state
FROM (SELECT 'iga_response' AS endpoint, FALSE AS nri, *, TRUE AS eligible, v <= 1 OR b - v >= 2 AS met FROM alike WHERE measure = 'IGA'
      UNION ALL SELECT 'iga_response_nri', TRUE, *, TRUE, v <= 1 OR b - v >= 2 FROM alike WHERE measure = 'IGA'
      UNION ALL SELECT 'easi75', FALSE, *, TRUE, responder FROM alike WHERE measure = 'EASI'
      UNION ALL SELECT 'easi75_nri', TRUE, *, TRUE, responder FROM alike WHERE measure = 'EASI'
      UNION ALL SELECT 'pnrs_4pt', FALSE, *, b >= 4, b - v >= 4 FROM alike WHERE measure = 'PNRS'
      UNION ALL SELECT 'dlqi_4pt_nri', TRUE, *, b >= 4, b - v >= 4 FROM alike WHERE measure = 'DLQI'
      UNION ALL SELECT 'pnrs_change', NULL, *, TRUE, CASE WHEN v - b IS NOT NULL THEN TRUE END FROM alike WHERE measure = 'PNRS'
      UNION ALL SELECT 'dlqi_change', NULL, *, TRUE, CASE WHEN v - b IS NOT NULL THEN TRUE END FROM alike WHERE measure = 'DLQI');

-- shares: analysis, variable, level, timepoint, arm, unit, N, n, with an interval or not ------------------------------------------------
CREATE TEMP TABLE shares AS
SELECT 'efficacy' AS analysis, endpoint AS variable, '' AS level, timepoint, coalesce(arm, 'all') AS arm, 'patients' AS unit, TRUE AS interval,
       coalesce(sum(n) FILTER (state = 'evaluable' OR nri AND state NOT IN ('not_due', 'eligibility_unknown', 'not_eligible', 'baseline_zero')), 0) AS total,
       coalesce(sum(n) FILTER (state = 'evaluable' AND met), 0) AS part
FROM judged WHERE nri IS NOT NULL GROUP BY GROUPING SETS ((endpoint, timepoint), (endpoint, timepoint, arm))
UNION ALL
SELECT 'baseline', 'sex', sex, '', arm, 'patients', FALSE, sum(n) OVER (PARTITION BY arm), n
FROM (SELECT sex, coalesce(arm, 'all') AS arm, count(*) AS n FROM outcomes WHERE sex IS NOT NULL GROUP BY GROUPING SETS ((sex), (sex, arm)))
UNION ALL
SELECT 'stops', 'stops', '', '', coalesce(arm, 'all'), 'patients', TRUE, count(*), count(stop) FROM outcomes GROUP BY GROUPING SETS ((), (arm))
UNION ALL
SELECT 'safety', term, '', '', arm, 'patients', TRUE, coalesce(sum(n) FILTER (answer >= 3), 0), coalesce(sum(n) FILTER (answer = 4), 0) FROM answers GROUP BY term, arm;

CREATE TEMP TABLE mentions AS
SELECT o.centre, o.patient, o.arm, CASE WHEN o.switched THEN 'switch' ELSE coalesce(m.reason, 'not_recorded') END AS reason, coalesce(m.n, 0) AS n
FROM outcomes o LEFT JOIN (SELECT centre, patient, drug, course, stop, replace(reason, ' ', '_') AS reason, count(*) AS n
                           FROM (SELECT centre, patient, drug, course, stop, unnest(string_split(stop_reasons, '; ')) AS reason
                                 FROM lines_by_course WHERE stop IS NOT NULL AND stop_reasons IS NOT NULL) GROUP BY ALL) m
  ON m.centre = o.centre AND m.patient = o.patient AND m.drug = o.drug AND m.course = o.course AND m.stop = o.stop AND NOT o.switched
WHERE o.stop IS NOT NULL;

INSERT INTO shares
SELECT 'stops', 'stops', r.reason, '', r.arm, 'patients', FALSE, s.part, r.patients
FROM (SELECT reason, coalesce(arm, 'all') AS arm, count(*) AS patients FROM mentions GROUP BY GROUPING SETS ((reason), (reason, arm))) r
JOIN shares s ON s.analysis = 'stops' AND s.arm = r.arm AND s.level = ''
UNION ALL
SELECT 'stops', 'stops', reason, '', arm, 'mentions', FALSE, CAST(sum(n) OVER (PARTITION BY arm) AS BIGINT), n
FROM (SELECT reason, coalesce(arm, 'all') AS arm, sum(n) AS n FROM mentions WHERE n > 0 GROUP BY GROUPING SETS ((reason), (reason, arm)));

-- numbers: value tallies, then median and quartiles as SAS does, mean, SD, smallest and largest ----------------------------------------
CREATE TEMP TABLE numbers AS
SELECT 'efficacy' AS analysis, endpoint AS variable, timepoint, coalesce(arm, 'all') AS arm, v - b AS value, CAST(sum(n) AS BIGINT) AS n
FROM judged WHERE nri IS NULL AND state = 'evaluable' GROUP BY GROUPING SETS ((endpoint, timepoint, v - b), (endpoint, timepoint, arm, v - b))
UNION ALL SELECT 'baseline', 'IGA', 'baseline', coalesce(arm, 'all'), iga0, count(*) FROM outcomes WHERE iga0 IS NOT NULL GROUP BY GROUPING SETS ((iga0), (arm, iga0))
UNION ALL SELECT 'baseline', 'EASI', 'baseline', coalesce(arm, 'all'), easi0 / 10.0, count(*) FROM outcomes WHERE easi0 IS NOT NULL GROUP BY GROUPING SETS ((easi0), (arm, easi0))
UNION ALL SELECT 'baseline', 'PNRS', 'baseline', coalesce(arm, 'all'), pnrs0, count(*) FROM outcomes WHERE pnrs0 IS NOT NULL GROUP BY GROUPING SETS ((pnrs0), (arm, pnrs0))
UNION ALL SELECT 'baseline', 'DLQI', 'baseline', coalesce(arm, 'all'), dlqi0, count(*) FROM outcomes WHERE dlqi0 IS NOT NULL GROUP BY GROUPING SETS ((dlqi0), (arm, dlqi0))
UNION ALL SELECT 'baseline', 'age', '', coalesce(arm, 'all'), age, count(*)
          FROM (SELECT arm, year(index_date) - birth_year AS age FROM outcomes WHERE birth_year IS NOT NULL) GROUP BY GROUPING SETS ((age), (arm, age))
UNION ALL SELECT 'follow_up', 'follow_up', '', coalesce(arm, 'all'), days / 30.4375, count(*) FROM outcomes GROUP BY GROUPING SETS ((days), (arm, days));

CREATE TEMP TABLE summaries AS
SELECT analysis, variable, timepoint, arm, min(total) AS "N", sum(n * CAST(value AS DOUBLE)) / min(total) AS mean, min(value) AS "min", max(value) AS "max",
       sqrt(sum(n * (CAST(value AS DOUBLE) - average) ** 2) / (min(total) - 1)) AS sd,
       (min(value) FILTER (4 * reached >= total) + min(value) FILTER (4 * reached > total)) / 2 AS q1,
       (min(value) FILTER (2 * reached >= total) + min(value) FILTER (2 * reached > total)) / 2 AS median,
       (min(value) FILTER (4 * reached >= 3 * total) + min(value) FILTER (4 * reached > 3 * total)) / 2 AS q3
FROM (SELECT *, sum(n) OVER of_it AS total, sum(n * CAST(value AS DOUBLE)) OVER of_it / sum(n) OVER of_it AS average,
             sum(n) OVER (PARTITION BY analysis, variable, timepoint, arm ORDER BY value ROWS UNBOUNDED PRECEDING) AS reached
      FROM numbers WINDOW of_it AS (PARTITION BY analysis, variable, timepoint, arm))
GROUP BY analysis, variable, timepoint, arm;

-- every number -------------------------------------------------------------------------------------------------------------------
CREATE TEMP TABLE results AS
SELECT analysis, variable, level, timepoint, arm, unit, 'N' AS stat, CAST(total AS DOUBLE) AS value FROM shares
UNION ALL SELECT analysis, variable, level, timepoint, arm, unit, 'n', part FROM shares
UNION ALL SELECT analysis, variable, level, timepoint, arm, unit, 'percent', 100.0::DOUBLE * part / total FROM shares
UNION ALL SELECT analysis, variable, level, timepoint, arm, unit, side, 100 * (part + z * z / 2 + CASE side WHEN 'conf_low' THEN -z ELSE z END
                 * sqrt(CAST(part AS DOUBLE) * (total - part) / total + z * z / 4)) / (total + z * z)
          FROM shares, (SELECT 1.959963984540054::DOUBLE AS z), (VALUES ('conf_low'), ('conf_high')) t(side) WHERE interval
UNION ALL SELECT 'efficacy', endpoint, state, timepoint, coalesce(arm, 'all'), 'patients', 'n', sum(n) FROM judged
          GROUP BY GROUPING SETS ((endpoint, timepoint, state), (endpoint, timepoint, state, arm))
UNION ALL SELECT 'efficacy', endpoint, '', timepoint, coalesce(arm, 'all'), 'patients', why,
                 coalesce(sum(n) FILTER (nri AND state NOT IN ('evaluable', 'not_due', 'eligibility_unknown', 'not_eligible', 'baseline_zero')
                                         AND (v IS NULL AND stopped) = (why = 'n_imputed_stop')), 0)
          FROM judged, (VALUES ('n_imputed_stop'), ('n_imputed_missing')) t(why) WHERE nri IS NOT NULL GROUP BY GROUPING SETS ((endpoint, timepoint, why), (endpoint, timepoint, arm, why))
UNION ALL SELECT analysis, variable, '', timepoint, arm, CASE WHEN stat = 'N' THEN 'patients' ELSE '' END, stat, value
          FROM (SELECT analysis, variable, timepoint, arm, "N"::DOUBLE AS "N", mean::DOUBLE AS mean, sd::DOUBLE AS sd, "min"::DOUBLE AS "min", "max"::DOUBLE AS "max",
                       q1::DOUBLE AS q1, median::DOUBLE AS median, q3::DOUBLE AS q3 FROM summaries) UNPIVOT (value FOR stat IN ("N", mean, sd, "min", "max", q1, median, q3))
UNION ALL SELECT 'baseline', s.variable, '', s.timepoint, s.arm, 'patients', 'n_missing', t.total - s."N"
          FROM summaries s JOIN shares t ON t.analysis = 'stops' AND t.level = '' AND t.arm = s.arm WHERE s.analysis = 'baseline'
UNION ALL SELECT 'baseline', 'sex', '', '', coalesce(arm, 'all'), 'patients', 'n_missing', count(*) FILTER (sex IS NULL) FROM outcomes GROUP BY GROUPING SETS ((), (arm))
UNION ALL SELECT 'safety', term, CASE answer WHEN 2 THEN 'not_done' WHEN 1 THEN 'unknown' ELSE 'excluded' END, '', arm, 'patients', 'n', n FROM answers WHERE answer < 3
UNION ALL SELECT 'safety', term, '', '', arm, 'patients', 'n_complete', n
          FROM (SELECT coalesce(arm, 'all') AS arm, count(*) FILTER (all_clinical) AS any_clinical, count(*) FILTER (all_biological) AS any_biological,
                       count(*) FILTER (all_clinical AND all_biological) AS "any" FROM events GROUP BY GROUPING SETS ((), (arm))) UNPIVOT (n FOR term IN (any_clinical, any_biological, "any"))
UNION ALL SELECT 'safety', term, '', '', arm, 'patients', 'n_baseline_abnormal', n
          FROM (SELECT coalesce(arm, 'all') AS arm, count(*) FILTER (cpk0) AS cpk, count(*) FILTER (alat0) AS alat, count(*) FILTER (ldl0) AS ldl,
                       count(*) FILTER (anaemia0) AS anaemia FROM events GROUP BY GROUPING SETS ((), (arm))) UNPIVOT (n FOR term IN (cpk, alat, ldl, anaemia))
UNION ALL SELECT 'participants', 'screened', '', '', 'all', 'patients', 'n', count(*) FILTER (screened) FROM subjects
UNION ALL SELECT 'participants', 'recorded', '', '', 'all', 'patients', 'n', count(*) FROM subjects
UNION ALL SELECT 'participants', 'left', why, '', 'all', 'patients', 'n', count(*) FILTER (reason = why) FROM subjects, (VALUES ('no_index'), ('two_arms'), ('prior_use')) t(why) GROUP BY why
UNION ALL SELECT 'participants', variable, '', '', coalesce(arm, 'all'), 'patients', 'n', count(*)
          FROM included, (VALUES ('included'), ('efficacy_set'), ('safety_set')) t(variable) GROUP BY GROUPING SETS ((variable), (variable, arm))
UNION ALL SELECT 'participants', variable, '', timepoint, coalesce(arm, 'all'), 'patients', 'n',
                 count(*) FILTER (CASE timepoint WHEN 'M3' THEN m3_due ELSE m6_due END AND (variable = 'due' OR CASE timepoint WHEN 'M3' THEN m3_seen ELSE m6_seen END))
          FROM outcomes, (VALUES ('due'), ('seen')) t(variable), (VALUES ('M3'), ('M6')) w(timepoint) GROUP BY GROUPING SETS ((variable, timepoint), (variable, timepoint, arm));
