"""SEVERAL CENTRES, NO ROWS: a centre's counts in one file, the counts of all centres added up to the results of the study."""

from __future__ import annotations

from cohortium.pooling.pool import Pooled, pool
from cohortium.pooling.send import Written, write_tally
from cohortium.pooling.words import about, about_pooled

__all__ = ["Pooled", "Written", "about", "about_pooled", "pool", "write_tally"]
