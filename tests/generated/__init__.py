"""Small generated studies that hold every state, pick, tie, edge date, course and conflict."""

from .changes import shuffled, widened, with_one_score_changed
from .protocols import make_protocol
from .studies import Generated, generate
from .writing import write_study

__all__ = ["Generated", "generate", "make_protocol", "shuffled", "widened", "with_one_score_changed", "write_study"]
