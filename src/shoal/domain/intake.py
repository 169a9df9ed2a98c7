"""What comes in: files as read, the questions they raise, and typed rows ready for the catalogue.

A source previews and reads; nothing here is stored yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from shoal.domain.trade import Order

Kind = Literal["creators", "posts", "comments", "audience", "orders", "insights", "hand_count"]
Outcome = Literal["new", "changed", "same", "held", "error", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What a person said about a file; ``None`` means "find out, and ask where it is ambiguous".

    ``er`` is ``percent`` or ``fraction``; ``thousands`` and ``decimal`` the marks of numbers; ``dates`` is
    ``day-first`` or ``month-first``; ``columns`` maps a header to a field of Shoal or to ``keep``;
    ``key`` is the column that identifies an account where the file has no handle; ``timezone`` an IANA name.
    ``account`` says whose figures an export of a platform holds, as ``platform:handle``.
    ``fixes`` are cells mended by hand, by line under the header (as text) and header; they are read in place of what
    the file says.
    """

    kind: Kind | None = None
    platform: str | None = None
    key: str | None = None
    er: str | None = None
    thousands: str | None = None
    decimal: str | None = None
    dates: str | None = None
    currency: str | None = None
    timezone: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    account: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    fixes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """How a file was read: every guess is shown and can be overruled.

    ``format`` is ``csv``, ``xlsx``, ``json``, ``parquet`` or ``synthetic``; ``assumed`` lists the guesses in words.
    ``sheets`` are all of a workbook, the one that is read first.
    """

    name: str
    format: str
    size_bytes: int
    sha256: str
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    header_line: int | None = None
    comment_lines: int = 0
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMatch:
    """Which field a column was taken for, and why.

    ``field`` is ``None`` for a column that is kept under its own header, ``dropped`` says why one is not stored.
    ``reading`` tells how its cells were read (``percent``, ``decimal comma``).
    """

    header: str
    field: str | None
    reason: str
    samples: tuple[str, ...] = ()
    reading: str = ""
    dropped: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A reading that is ambiguous: asked, never guessed. Cells left open stay unknown, with a warning.

    ``option`` is the command line's answer (``--thousands .``), ``options`` what may be said, ``rows`` where it
    matters.
    """

    code: str
    column: str | None
    text: str
    option: str
    options: tuple[str, ...]
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RowNote:
    """A warning or an error about one line; ``row`` counts lines under the header from 1, ``code`` is stable."""

    row: int
    code: str
    text: str
    column: str | None = None
    received: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number as read, with the precision of its writing (``12,5k`` is 12,500, 12,450 to 12,550)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatorRow:
    """One line about one account, typed; what could not be read is ``None`` and has a note.

    ``handle`` is the comparison form, ``handle_raw`` the spelling found. ``er`` is a fraction; ``er_definition`` is the
    vendor's or ``typed`` (definition not known). Money is in minor units. ``observed`` holds further counted or
    reported metrics by name. ``extra`` keeps unknown columns by header; ``raw`` keeps the cells that were not plain.
    """

    row: int
    platform: str
    handle: str
    key_kind: str = "handle"
    handle_raw: str = ""
    platform_id: str | None = None
    url: str | None = None
    name: str | None = None
    kind: str = "unknown"
    country: str | None = None
    country_raw: str | None = None
    city: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    languages: tuple[str, ...] = ()
    niche: str | None = None
    bio: str | None = None
    captions: str | None = None
    hashtags: str | None = None
    notes: str | None = None
    followers: Figure | None = None
    following: Figure | None = None
    posts_count: Figure | None = None
    total_likes: Figure | None = None
    total_views: Figure | None = None
    avg_likes: Figure | None = None
    avg_comments: Figure | None = None
    avg_views: Figure | None = None
    er: Figure | None = None
    er_definition: str | None = None
    fee_minor: int | None = None
    fee_currency: str | None = None
    gift: bool | None = None
    codes: tuple[str, ...] = ()
    code_uses: int | None = None
    link_clicks: int | None = None
    revenue_minor: int | None = None
    revenue_currency: str | None = None
    observed_at: datetime | None = None
    observed: Mapping[str, float | None] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)
    raw: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRow:
    """One post of one account, typed; hidden or missing counts are ``None``."""

    row: int
    platform: str
    handle: str
    post_key: str
    key_kind: str = "handle"
    at: datetime | None = None
    format: str = "post"
    url: str | None = None
    caption: str | None = None
    likes: int | None = None
    comments: int | None = None
    shares: int | None = None
    saves: int | None = None
    views: int | None = None
    sponsored: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentRow:
    """One comment; ``author`` is the name or number found and is hashed with the workspace key before it is stored.

    ``parent`` names the comment that is answered: by its ``key`` where the file gives comments one, else by its line.
    """

    row: int
    platform: str
    post_key: str
    text: str | None
    author: str | None = None
    at: datetime | None = None
    parent: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandCountRow:
    """Followers of one account that a person opened and judged: only the counts, never who they are.

    ``every`` is the step through the list (every 40th), ``followers`` the count of the profile at that time, where it
    was known.
    """

    row: int
    platform: str
    handle: str
    real: int
    unsure: int
    fake: int
    every: int
    key_kind: str = "handle"
    followers: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceRow:
    """One person in the audience sample of one account; ``person`` is hashed before it is stored.

    ``frame`` says of what the people are a sample (``likers of the top post``), ``rate`` which share was kept.
    """

    platform: str
    handle: str
    person: str
    key_kind: str = "row_id"
    frame: str = "people seen in the audience"
    rate: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightRow:
    """One figure of one day or one source of a platform or analytics export."""

    table: str
    label: str
    metric: str
    value: float
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What one file brings besides creators: its rows by kind, all typed."""

    creators: tuple[CreatorRow, ...] = ()
    posts: tuple[PostRow, ...] = ()
    comments: tuple[CommentRow, ...] = ()
    audience: tuple[AudienceRow, ...] = ()
    insights: tuple[InsightRow, ...] = ()
    hand_counts: tuple[HandCountRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field that a line adds or replaces: what was known before (``None``: nothing) and what the line says.

    Amounts are in minor units of ``currency``, rates fractions.
    """

    field: str
    before: str | float | None
    after: str | float | None
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowResult:
    """What happens to one line; ``subject`` is the account as ``platform handle`` where there is one.

    ``cells`` are those of a line that stays out, so that it can be mended and brought in again. ``changes`` say field
    by field what a line adds to an account that is known; large files are told without them.
    """

    row: int
    outcome: Outcome
    subject: str = ""
    name: str = ""
    text: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a source made of a file, before it is held against what the workspace knows.

    ``results`` holds only the lines that are no account (``skipped``) or name a person but no usable account
    (``error``); ``rows`` counts all lines under the header. ``policy`` is the row of the policy table that governs it
    (``user_file``, ``vendor.modash``, ``own``, ``demo``).
    """

    kind: Kind
    source: str
    policy: str
    file: FileFacts
    options: ReadOptions
    rows: int
    sighting: Sighting = field(default_factory=Sighting)
    orders: tuple[Order, ...] = ()
    columns: tuple[ColumnMatch, ...] = ()
    questions: tuple[Question, ...] = ()
    notes: tuple[RowNote, ...] = ()
    results: tuple[RowResult, ...] = ()
    facts_found: tuple[str, ...] = ()
    totals: Mapping[str, str] = field(default_factory=dict)

    def preview(self, counts: Mapping[str, int], path: str) -> Preview:
        """Return what a person is shown of it before anything is stored; ``counts`` are its rows by outcome."""
        return Preview(
            kind=self.kind, source=self.source, file=self.file, options=self.options, columns=self.columns,
            rows=self.rows, counts=dict(counts), questions=self.questions, notes=self.notes, results=self.results,
            facts_found=self.facts_found, totals=self.totals, path=path,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a file would do, before anything is stored.

    ``counts`` are lines by outcome (for orders: orders by outcome); ``facts_found`` are sentences for a person, such as
    how percent or fraction was settled and on how many rows; ``totals`` are named sums of an orders or insights file.
    """

    kind: Kind
    source: str
    file: FileFacts
    options: ReadOptions
    columns: tuple[ColumnMatch, ...]
    rows: int
    counts: Mapping[str, int]
    questions: tuple[Question, ...] = ()
    notes: tuple[RowNote, ...] = ()
    results: tuple[RowResult, ...] = ()
    facts_found: tuple[str, ...] = ()
    totals: Mapping[str, str] = field(default_factory=dict)
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One import as it stands in the workspace; undone as a whole.

    ``counts`` as in the preview. A batch of ``None`` rows new or changed is never made. ``brand`` is the id of the
    brand it came from, empty where it belongs to the whole workspace.
    """

    id: str
    kind: str
    source: str
    label: str
    at: datetime
    counts: Mapping[str, int]
    policy: str
    sha256: str = ""
    rejects: str | None = None
    notes: tuple[str, ...] = ()
    brand: str = ""
