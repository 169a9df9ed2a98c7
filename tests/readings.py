"""Readings by hand, and a catalogue to bring them into: what tests of the stores share."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from shoal.catalog import Catalog, Draft, open_catalog
from shoal.domain.intake import (
    AudienceRow,
    CommentRow,
    CreatorRow,
    Figure,
    FileFacts,
    InsightRow,
    PostRow,
    Reading,
    ReadOptions,
    Sighting,
)

KEY = bytes(range(32))
AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


def figure(value: float, low: float | None = None, high: float | None = None) -> Figure:
    return Figure(value=value, low=value if low is None else low, high=value if high is None else high)


def creator(handle: str, row: int = 1, **told: Any) -> CreatorRow:
    told.setdefault("platform", "instagram")
    followers = told.pop("followers", None)
    counted = followers if followers is None or isinstance(followers, Figure) else figure(followers)
    return CreatorRow(row=row, handle=handle, followers=counted, **told)


def post(handle: str, key: str, row: int = 1, **told: Any) -> PostRow:
    return PostRow(row=row, platform=told.pop("platform", "instagram"), handle=handle, post_key=key, **told)


def comment(key: str, text: str, row: int = 1, **told: Any) -> CommentRow:
    return CommentRow(row=row, platform=told.pop("platform", "instagram"), post_key=key, text=text, **told)


def seen(handle: str, person: str, **told: Any) -> AudienceRow:
    told.setdefault("key_kind", "handle")
    return AudienceRow(platform=told.pop("platform", "instagram"), handle=handle, person=person, **told)


def insight(metric: str, value: float, **told: Any) -> InsightRow:
    return InsightRow(table="days", label="reach", metric=metric, value=value, **told)


def reading(*rows: Any, kind: str = "creators", policy: str = "user_file", source: str = "list.csv") -> Reading:
    """Return a reading of rows of any kind."""

    def of(noun: type) -> tuple[Any, ...]:
        return tuple(row for row in rows if isinstance(row, noun))

    return Reading(
        kind=kind,
        source=source,
        policy=policy,
        file=FileFacts(name=source, format="csv", size_bytes=1, sha256="0" * 64),
        options=ReadOptions(),
        rows=len(rows),
        sighting=Sighting(
            creators=of(CreatorRow),
            posts=of(PostRow),
            comments=of(CommentRow),
            audience=of(AudienceRow),
            insights=of(InsightRow),
        ),
    )


@dataclass
class Desk:
    """A catalogue with short verbs; batches are numbered ``ba_1``, ``ba_2`` ..."""

    folder: Path
    catalog: Catalog = field(init=False)
    suppressed: frozenset[str] = frozenset()
    made: int = 0

    def __post_init__(self) -> None:
        self.catalog = open_catalog("duckdb://", self.folder, KEY)

    def draft(self, *rows: Any, at: datetime = AT, **told: Any) -> Draft:
        return self.catalog.draft(reading(*rows, **told), at, self.suppressed)

    def bring_in(self, *rows: Any, at: datetime = AT, label: str = "list", batch: str = "", **told: Any) -> str:
        what = reading(*rows, **told)
        self.made += 1
        batch = batch or f"ba_{self.made}"
        draft = self.catalog.draft(what, at, self.suppressed)
        return self.catalog.commit(draft, what, batch, at, label).id

    def outcomes(self, *rows: Any, **told: Any) -> list[str]:
        return [result.outcome for result in self.draft(*rows, **told).results]

    def shown(self, as_of: datetime = AT) -> dict[str, Any]:
        """Return everything that is shown, in a form that compares."""
        pool = self.catalog.pool(as_of)
        accounts = [str(account) for account in pool.account_id]
        posts = self.catalog.posts(pool, as_of)
        samples = self.catalog.samples(accounts, as_of)
        return {
            "pool": {name: repr(getattr(pool, name).tolist()) for name in type(pool).__slots__},
            "posts": {name: repr(getattr(posts, name).tolist()) for name in type(posts).__slots__},
            "people": None if samples is None else (samples.account.tolist(), samples.person.tolist()),
            "creators": self.catalog.creators(accounts, as_of),
            "deals": self.catalog.deals(as_of),
            "suggestions": self.catalog.suggestions(as_of),
            "rows": self.catalog.counts(),
        }

    def one(self, as_of: datetime = AT) -> dict[str, Any]:
        """Return the only account that is shown, as a dictionary."""
        pool = self.catalog.pool(as_of)
        assert len(pool) == 1
        return {name: getattr(pool, name)[0] for name in type(pool).__slots__}


def everything_in(folder: Path) -> str:
    """Return every byte of every file as text, and every value of every Parquet file uncompressed."""
    held = io.StringIO()
    for path in sorted(folder.rglob("*")):
        held.write(f"{path.relative_to(folder)}\n")
        if path.is_file():
            held.write(path.read_bytes().decode("utf-8", errors="replace"))
        if path.suffix == ".parquet":
            held.write(str(duckdb.sql(f"SELECT * FROM read_parquet('{path}')").fetchall()))  # noqa: S608  our own file
    return held.getvalue()
