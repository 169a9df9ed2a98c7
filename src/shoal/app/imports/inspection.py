"""What a file on its way in would do, with everything that a person needs to judge it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from shoal.app.imports.intake import Intake
from shoal.app.imports.large import large_survey, preview_large
from shoal.app.imports.uploads import first_lines, readable
from shoal.domain.intake import CreatorRow, Preview, Reading, ReadOptions
from shoal.domain.people import Upload
from shoal.domain.trade import Order
from shoal.errors import ShoalError
from shoal.report import Chart, histogram, outcome_bar
from shoal.sources import Example, examples, fields_of, read, survey

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

HEAD_LINES = 3_000  # of a large file: enough for a picture of each column
JOB_BYTES = 20 * 2**20  # a larger file takes longer than a page should
JOB_ROWS = 100_000
SLOW_ROWS = 30_000  # lines of a workbook or JSON, which are read one by one, about 8,000 a second
FIGURES = (
    ("followers", "Followers", ""), ("er", "Engagement rate", "fraction"), ("avg_likes", "Likes", ""),
    ("avg_comments", "Comments", ""), ("avg_views", "Views", ""), ("following", "Following", ""),
)  # fmt: skip
AMOUNTS = (("fee", "Fee"), ("revenue", "Revenue"))
POST_FIGURES = ("likes", "comments", "views", "shares", "saves")
MOST_PICTURES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """One upload as it would be read now; ``error`` says why it cannot be, and then there is no preview.

    ``examples`` are cells of number columns with what they are read as, ``fields`` what a column may be taken for.
    ``whole`` is false where the pictures show only the first lines of a large file. ``long`` says that bringing it in
    takes longer than a page should.
    """

    upload: Upload
    preview: Preview | None = None
    error: ShoalError | None = None
    examples: Mapping[str, tuple[Example, ...]] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    pictures: tuple[Chart, ...] = ()
    outcome: Chart | None = None
    sentence: str = ""
    whole: bool = True
    long: bool = False


def inspect(shoal: Shoal, upload: Upload) -> Inspected:
    """Read an upload and hold it against what is known; nothing is stored."""
    try:
        path, options = readable(upload)
        found = _read(shoal, path, options)
    except ShoalError as error:
        return Inspected(upload=upload, error=error)
    return replace(found, upload=upload)


def _read(shoal: Shoal, path: Path, options: ReadOptions) -> Inspected:
    large = large_survey(shoal, path, options, ask=True)
    preview = preview_large(shoal, large) if large else None
    whole = preview is None
    if preview is None:
        reading = read(path, options, shoal.catalog.hasher, parquet_rows=shoal.catalog.parquet_rows)
        preview = preview_of_any(shoal, reading, str(path))
    else:
        reading = _head(shoal, path, options)
    shown = _examples(shoal, path, preview)
    return Inspected(
        upload=_NOBODYS,
        preview=preview,
        examples=shown,
        fields=fields_of(preview.kind),
        pictures=tuple(pictures(reading)[:MOST_PICTURES]),
        outcome=outcome_bar(preview.counts, noun="order" if preview.kind == "orders" else "line"),
        sentence=order_sentence(reading) if preview.kind == "orders" else "",
        whole=whole,
        long=_takes_long(preview),
    )


_NOBODYS = Upload(id="", name="", path="", size_bytes=0, sha256="")


def preview_of_any(shoal: Shoal, reading: Reading, path: str) -> Preview:
    """Return the preview of a reading, whatever it holds."""
    if reading.kind == "orders":
        return shoal.results.preview_order_reading(reading, path)
    if reading.kind == "insights":
        return shoal.results.preview_insights_reading(reading, path)
    return Intake(shoal).preview_reading(reading, path)


def _head(shoal: Shoal, path: Path, options: ReadOptions) -> Reading:
    """Read the first lines of a large file, for its pictures alone."""
    head = path.parent / "head" / path.name
    head.parent.mkdir(exist_ok=True, mode=0o700)
    head.write_bytes(b"".join(first_lines(path, HEAD_LINES)))
    try:
        return read(head, options, shoal.catalog.hasher)
    finally:
        head.unlink(missing_ok=True)


def _examples(shoal: Shoal, path: Path, preview: Preview) -> Mapping[str, tuple[Example, ...]]:
    if preview.kind in ("orders", "insights") or not preview.columns:
        return {}
    return examples(survey(path, preview.options, parquet_rows=shoal.catalog.parquet_rows, ask=False))


def _takes_long(preview: Preview) -> bool:
    slow = preview.file.format != "csv" and preview.rows > SLOW_ROWS
    return slow or preview.file.size_bytes > JOB_BYTES or preview.rows > JOB_ROWS


def order_sentence(reading: Reading) -> str:
    """Return how many orders, how many of them with a code, and how many personal columns were dropped."""
    with_code = sum(bool(order.codes) for order in reading.orders)
    personal = sum((column.dropped or "").startswith("personal") for column in reading.columns)
    columns = "personal column" if personal == 1 else "personal columns"
    orders = "order" if len(reading.orders) == 1 else "orders"
    return f"{len(reading.orders):,} {orders}, {with_code:,} with a code, {personal} {columns} dropped."


def pictures(reading: Reading) -> list[Chart]:
    """Return a small picture of each column of numbers, as it was read."""
    if reading.orders:
        return _order_pictures(reading.orders)
    if reading.sighting.creators:
        return _creator_pictures(reading.sighting.creators)
    posts = reading.sighting.posts
    found = []
    for name in POST_FIGURES:
        told = [value for post in posts if (value := getattr(post, name)) is not None]
        if told:
            found.append(histogram(f"spread-{name}", name.capitalize(), told, "", len(posts) - len(told)))
    return found


def _creator_pictures(rows: Sequence[CreatorRow]) -> list[Chart]:
    found = []
    for name, header, unit in FIGURES:
        told = [figure.value for row in rows if (figure := getattr(row, name)) is not None]
        if told:
            found.append(histogram(f"spread-{name}", header, told, unit, len(rows) - len(told)))
    for name, header in AMOUNTS:
        amounts = [
            (currency, minor)
            for row in rows
            if (minor := getattr(row, f"{name}_minor")) is not None and (currency := getattr(row, f"{name}_currency"))
        ]
        found += _amount_picture(f"spread-{name}", header, amounts, len(rows))
    return found


def _amount_picture(chart_id: str, header: str, amounts: Sequence[tuple[str, int]], rows: int) -> list[Chart]:
    """Return the amounts in the commonest currency: amounts of two currencies are never put on one scale."""
    if not amounts:
        return []
    currency = Counter(code for code, _ in amounts).most_common(1)[0][0]
    told = [minor for code, minor in amounts if code == currency]
    return [histogram(chart_id, f"{header} in {currency}", told, currency, rows - len(told))]


def _order_pictures(orders: Sequence[Order]) -> list[Chart]:
    amounts = [(order.currency, order.total_minor) for order in orders]
    return _amount_picture("spread-total", "Total", amounts, len(orders))
