"""Small generated studies that hold every state, pick, tie, edge date, course and conflict."""

from .protocols import make_protocol
from .studies import Generated, generate
from .writing import write_study

__all__ = ["Generated", "generate", "make_protocol", "write_study"]
