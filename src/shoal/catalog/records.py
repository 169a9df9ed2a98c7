"""Typed rows to the columns of the segments."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shoal.catalog.identity import Hasher
from shoal.catalog.policy import expires_at
from shoal.catalog.tables import FIGURES
from shoal.domain.intake import CreatorRow, Figure, PostRow

JOIN = "|"
TYPED = "typed"  # the definition of a rate of which nobody said how it was computed
PLAIN = (
    "platform", "key_kind", "handle", "handle_raw", "platform_id", "url", "name", "kind", "country", "country_raw",
    "city", "latitude", "longitude", "niche", "bio", "captions", "hashtags", "notes", "er_definition", "fee_minor",
    "fee_currency", "gift", "code_uses", "link_clicks", "revenue_minor", "revenue_currency",
)  # fmt: skip
Record = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What all rows of one batch share; ``at`` is when it was brought in, used where a row has no time of its own."""

    batch: str
    sequence: int
    source: str
    policy: str
    at: datetime

    def columns(self, row: int, observed_at: datetime | None = None) -> Record:
        """Return the columns that say where a row comes from and until when it may be kept."""
        seen = observed_at or self.at
        expiry = expires_at(self.policy, seen)
        return {
            "batch": self.batch,
            "sequence": self.sequence,
            "row": row,
            "source": self.source,
            "policy": self.policy,
            "observed_at": stamp(seen),
            "expires_at": None if expiry is None else stamp(expiry),
        }


def stamp(at: datetime) -> str:
    """Return an instant as the engines read it: UTC without a zone."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")


def account_record(row: CreatorRow, account_id: str) -> Record:
    """Return one line as the columns of ``accounts``, without its origin.

    What goes without saying is NULL: empty text, a spelling that is the handle, the wording of a country that was
    recognised, an unknown kind, a rate whose definition nobody gave.
    """
    record: Record = {name: getattr(row, name) for name in PLAIN}
    needless = {
        "handle_raw": row.handle,
        "kind": "unknown",
        "er_definition": TYPED,
        "country_raw": row.country and row.country_raw,
    }
    record = {name: None if value == "" or value == needless.get(name) else value for name, value in record.items()}
    record["account_id"] = account_id
    record["languages"] = JOIN.join(row.languages) or None
    record["codes"] = JOIN.join(row.codes) or None
    for name in FIGURES:
        figure: Figure | None = getattr(row, name)
        record[name], record[f"{name}_low"], record[f"{name}_high"] = figure_columns(figure)
    record["extra"] = _json(row.extra)
    record["raw"] = _json(row.raw)
    return record


def figure_columns(figure: Figure | None) -> tuple[float | None, float | None, float | None]:
    """Return value, low and high end of a figure as they are stored: no ends where it was written exactly.

    It was as well where both ends are stored as the same number: no row that was read back could tell them apart.
    """
    if figure is None:
        return None, None, None
    low, high = _end(figure.low), _end(figure.high)
    return (figure.value, None, None) if low == high else (figure.value, low, high)


def post_record(row: PostRow, account_id: str, hasher: Hasher) -> Record:
    """Return one post as the columns of ``posts``, without its origin."""
    return {
        "account_id": account_id,
        "post_id": hasher.post_id(account_id, row.post_key),
        "post_key": row.post_key,
        "posted_at": None if row.at is None else stamp(row.at),
        "format": row.format,
        "url": row.url,
        "caption": row.caption,
        "likes": row.likes,
        "comments": row.comments,
        "shares": row.shares,
        "saves": row.saves,
        "views": row.views,
        "sponsored": row.sponsored,
    }


def _end(number: float) -> float:
    """Return an end of a figure with 9 decimals, as every road into the catalogue stores it.

    ``10k+`` has no upper end; the largest number that a file can hold stands for it.
    """
    return round(number, 9) if abs(number) < 1e300 else 1e300  # noqa: PLR2004  JSON has no infinity


def _json(cells: Mapping[str, str]) -> str | None:
    return json.dumps(cells, ensure_ascii=False, sort_keys=True) if cells else None
