"""Pictures and documents that outsiders send: checked by what they are, never by what they say they are."""

from __future__ import annotations

from shoal.sources.pictures.check import check_picture
from shoal.sources.pictures.documents import check_insights_file

__all__ = ["check_insights_file", "check_picture"]
