"""Which export a file is, and its figures as a reading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from shoal.domain.intake import ColumnMatch, CreatorRow, FileFacts, Reading, ReadOptions, Sighting
from shoal.errors import FileFormatError
from shoal.sources.insights.account import WHOSE, account_row
from shoal.sources.insights.daily import read_meta, read_tiktok
from shoal.sources.insights.ga4 import read_ga4
from shoal.sources.insights.tables import Figures, cells, clean_lines

Export = Literal["ga4", "meta", "tiktok"]
_HEAD = 60  # lines: longer comments stand before no table


def recognise_insights(lines: Iterable[str]) -> Export | None:
    """Return which export the first lines of a file belong to, ``None`` where it is none that is known."""
    head = [line for _, line in zip(range(_HEAD), clean_lines(lines), strict=False) if line.strip()]
    plain = [line for line in head if not line.startswith("#") and not line.casefold().startswith("sep=")]
    firsts = [tuple(cell.casefold() for cell in cells(line)) for line in plain[:2]]
    if firsts and firsts[0][:2] == ("date", "video views"):
        return "tiktok"
    if any(first[:2] == ("date", "primary") for first in firsts):
        return "meta"
    commented = bool(head) and head[0].startswith("#")
    return "ga4" if commented and firsts and _is_ga4(head, firsts[0]) else None


def read_insights(lines: Sequence[str], options: ReadOptions, file: FileFacts) -> Reading:
    """Return the figures of an analytics or platform export from its decoded lines.

    Sums are in ``totals`` as text. Costs O(lines). Raises ``FileFormatError`` for a file that is no known export.
    """
    cleaned = clean_lines(lines)
    export = recognise_insights(cleaned)
    if export is None:
        allowed = ("Google Analytics 4 download", "Meta Business Suite export", "TikTok overview")
        step = "Export it again as CSV, without changing its first lines."
        raise FileFormatError(
            "This is no export that Shoal knows.", received=file.name, allowed=allowed, next_step=step
        )
    if export == "ga4":
        figures = read_ga4(cleaned)
    else:
        figures = read_meta(cleaned, options) if export == "meta" else read_tiktok(cleaned)
    if export == "ga4":
        return _reading(figures, options, file)
    if options.account:
        return _of_account(figures, account_row(figures, options.account, export), options, file)
    figures.questions.append(WHOSE)
    return _reading(figures, options, file)


def _of_account(figures: Figures, row: CreatorRow, options: ReadOptions, file: FileFacts) -> Reading:
    """Return figures of an account as one line about it, under the policy for what creators give."""
    return Reading(
        kind="creators", source=figures.source, policy="creator_proof", file=file, options=options, rows=1,
        sighting=Sighting(creators=(row,)), questions=tuple(figures.questions), notes=tuple(figures.notes),
        facts_found=(*figures.facts, "counted by the platform, given by the creator"), totals=figures.totals,
    )  # fmt: skip


def _is_ga4(head: Sequence[str], header: Sequence[str]) -> bool:
    named = any(line.casefold().lstrip("# ").startswith(("start date:", "property:")) for line in head)
    return named and len(header) > 1


def _reading(figures: Figures, options: ReadOptions, file: FileFacts) -> Reading:
    why = "a column of this export"
    return Reading(
        kind="insights",
        source=figures.source,
        policy="own",
        file=file,
        options=options,
        rows=figures.rows,
        sighting=Sighting(insights=tuple(figures.insights)),
        columns=tuple(ColumnMatch(header=h, field=name, reason=why) for h, name in figures.headers.items()),
        questions=tuple(figures.questions),
        notes=tuple(figures.notes),
        results=tuple(figures.results),
        facts_found=tuple(figures.facts),
        totals=figures.totals,
    )
