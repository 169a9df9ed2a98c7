"""Reports that a brand bought from a vendor: one creator, read under the vendor's own names."""

from __future__ import annotations

from shoal.sources.vendors.read import read_report, recognise
from shoal.sources.vendors.words import DIRECTIONS

__all__ = ["DIRECTIONS", "read_report", "recognise"]
