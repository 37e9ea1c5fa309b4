-- Follow-up and treatment in days after the index date, and what ended the treatment (empty: it went on); a stop that
-- cannot be read is neither yes nor no, and leaves no time on treatment.
-- grain: one row per included patient
-- columns: centre, patient, arm, follow_up_days, ended, stopped, stop_days, treatment_days, cause
-- order: centre, patient
SELECT s.centre, s.code AS patient, s.arm, f.days AS follow_up_days, f.ended,
       CASE WHEN s.stop_unknown = 1 THEN NULL WHEN s.stop IS NULL THEN 0 ELSE 1 END AS stopped,
       days_between(f.index_date, s.stop) AS stop_days, t.days AS treatment_days, t.cause
FROM follow_up f JOIN subjects s ON s.patient = f.patient JOIN treatment_times t ON t.patient = f.patient
