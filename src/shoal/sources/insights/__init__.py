"""Downloads of platforms and analytics: figures per day or per source, never joined to single orders."""

from __future__ import annotations

from shoal.sources.insights.read import read_insights, recognise_insights

__all__ = ["read_insights", "recognise_insights"]
