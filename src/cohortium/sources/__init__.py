"""What centres sent: files become sheets of texts, and nothing is interpreted."""

from cohortium.sources.delivery import Amendment, Delivery, ParquetFile, Sheet, Skipped
from cohortium.sources.read import read_delivery

__all__ = ["Amendment", "Delivery", "ParquetFile", "Sheet", "Skipped", "read_delivery"]
