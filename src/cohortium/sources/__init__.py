"""What centres sent: files become sheets of texts, and nothing is interpreted."""

from cohortium.sources.delivery import Delivery, ParquetFile, Sheet, Skipped

__all__ = ["Delivery", "ParquetFile", "Sheet", "Skipped"]
