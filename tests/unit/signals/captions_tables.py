"""Captions by hand, for tests of what captions say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from shoal.domain.bulk import CaptionTable
from shoal.domain.finding import Finding
from shoal.signals import CaptionTask, findings_of, lists_of

AS_OF = datetime(2026, 6, 1, tzinfo=UTC)
DAY = 86_400.0


def captions(texts: Sequence[str], **columns: object) -> CaptionTable:
    """Return captions of one account, one a day, the newest two days before ``AS_OF``; columns may be told."""
    size = len(texts)
    filled: dict[str, object] = {
        "account": np.zeros(size, dtype=np.int64),
        "post_id": np.array([f"p{row}" for row in range(size)], dtype=object),
        "at": AS_OF.timestamp() - DAY * (1.0 + np.arange(size, 0, -1)),
        "format": np.zeros(size, dtype=np.int64),
        "text": np.array(list(texts), dtype=object),
        "sponsored": np.full(size, np.nan),
        "likes": np.full(size, np.nan),
        "comments": np.full(size, np.nan),
        "url": np.full(size, "", dtype=object),
        "ref": np.array([f"ba_1:{row + 1}" for row in range(size)], dtype=object),
    }
    told = {name: np.asarray(value, dtype=getattr(filled[name], "dtype", None)) for name, value in columns.items()}
    return CaptionTable(**{**filled, **told})


def task(**told: object) -> CaptionTask:
    return CaptionTask(**{"lists": lists_of(), "as_of": AS_OF, "jurisdictions": ("US",), **told})


def findings(texts: Sequence[str], columns: dict[str, object] | None = None, **told: object) -> dict[str, Finding]:
    """Return the findings of one account by their check; of several of one check the first."""
    found = findings_of(captions(texts, **(columns or {})), task(**told)).get(0, ())
    return {finding.check: finding for finding in reversed(found)}
