-- Follow-up goes on to the event in any case: it ends with the latest thing that is known.
-- grain: one row per patient whose last contact is before an event
-- columns: rule, record, variable
SELECT DISTINCT 'contact_before_event' AS rule, p.record, 'last_contact' AS variable
FROM enrolled p JOIN events e ON e.patient = p.patient WHERE e.onset_from > p.last_contact
