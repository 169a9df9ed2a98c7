"""The followers of the brand's own account, out of the export its owner downloads, and who of them is known already."""

from __future__ import annotations

from shoal.sources.own_audience.match import match_own_audience
from shoal.sources.own_audience.read import read_own_audience

__all__ = ["match_own_audience", "read_own_audience"]
