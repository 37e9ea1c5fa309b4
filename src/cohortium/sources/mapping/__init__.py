"""How one centre's files are read: which sheets, headings and codes stand for which native tables, columns and words."""

from cohortium.sources.mapping.load import Written, load_mapping, load_mappings
from cohortium.sources.mapping.model import Column, Mapping, Reading

__all__ = ["Column", "Mapping", "Reading", "Written", "load_mapping", "load_mappings"]
