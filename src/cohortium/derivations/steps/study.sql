-- One row: what the protocol says of time, or nothing of it where the data hold no date at all.
-- grain: one row
-- columns: enrol_from, enrol_to, data_cut, dated, prior_use, gap_days, all_drugs, onset_missing, previous_not_reported, period_from_months, period_from_days, period_end, period_to_months, period_to_days
-- kept
SELECT CASE WHEN d.dates > 0 THEN p.enrol_from END AS enrol_from, CASE WHEN d.dates > 0 THEN p.enrol_to END AS enrol_to,
       CASE WHEN d.dates > 0 THEN p.data_cut END AS data_cut, CASE WHEN d.dates > 0 THEN 1 ELSE 0 END AS dated,
       p.prior_use, p.gap_days, p.all_drugs, p.onset_missing, p.previous_not_reported,
       p.period_from_months, p.period_from_days, p.period_end, p.period_to_months, p.period_to_days
FROM p_study p CROSS JOIN (
  SELECT (SELECT count(start) + count(stop) FROM in_treatments) + (SELECT count(day) FROM in_visits WHERE part = 0) + (SELECT count(day) FROM in_laboratory)
       + (SELECT count(onset_from) + count(ended) FROM in_events) + (SELECT count(last_contact) + count(death) FROM in_patients) AS dates
) d
