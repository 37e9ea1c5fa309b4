"""The data-entry workbook: what it asks for, the stamp that says so inside it, and how a filled one is read back."""
