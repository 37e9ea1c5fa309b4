-- Row per patient, not poolable: what models are adjusted for.
-- grain: one row per patient and covariate that is known
-- columns: patient, variable, number, level, patients
-- kept
SELECT c.patient, c.variable, c.number, c.level, 1 AS patients
FROM p_covariates v JOIN characteristics c ON c.variable = v.variable WHERE c.number IS NOT NULL OR c.level IS NOT NULL
