"""The data-entry workbook of a centre, written from the form of a study: no macros, the same bytes each time."""

from cohortium.outputs.template.files import write_templates

__all__ = ["write_templates"]
