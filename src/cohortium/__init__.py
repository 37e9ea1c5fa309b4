"""Cohortium: from a declared protocol and centre files to results that explain themselves."""

__version__ = "0.1.0"
