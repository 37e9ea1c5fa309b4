-- Which column of which sheet holds a variable.
-- grain: one row per sheet and variable
-- columns: file, sheet, variable, column_number
-- order: file, sheet, column_number, variable
SELECT p.file, p.sheet, c.variable, c.column_number
FROM p_columns c JOIN p_sheets p ON p.number = c.number
