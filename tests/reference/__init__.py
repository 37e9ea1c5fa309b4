"""A slow, obvious second implementation of docs MEANINGS: patient by patient, in plain Python, importing nothing of Cohortium."""

from .answer import Answer, compute

__all__ = ["Answer", "compute"]
