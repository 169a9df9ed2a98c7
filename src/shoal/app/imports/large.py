"""Files too large to be read line by line in memory: the catalogue's fast road, where a file is fit for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from shoal.catalog import Draft
from shoal.domain.intake import Batch, Preview, ReadOptions
from shoal.errors import FileFormatError
from shoal.sources import Survey, survey

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

FAST_FROM_LINES = 8_000  # below it the slow road takes a second or two and tells of every line
FAST_FROM_BYTES = 2**20  # as many lines of a usual sheet; in a smaller file the lines are counted
NOT_SMALL_TEXT = (".xlsx", ".json", ".parquet")


def large_survey(shoal: Shoal, path: Path, options: ReadOptions, *, ask: bool) -> Survey | None:
    """Return the survey of a file that the fast road can take, its questions if asked for; ``None`` for others."""
    if options.fixes or path.suffix.lower() in NOT_SMALL_TEXT or not path.is_file() or not _has_many_lines(path):
        return None
    shoal.progress(f"{path.name} is large: its plain lines go through the engine")
    found = survey(path, options, ask=ask)
    return found if shoal.catalog.takes_fast_road(found) else None


def _has_many_lines(path: Path) -> bool:
    return path.stat().st_size >= FAST_FROM_BYTES or path.read_bytes().count(b"\n") > FAST_FROM_LINES


def bring_in_large(shoal: Shoal, found: Survey, batch_id: str, label: str) -> tuple[Draft, Batch | None] | None:
    """Take the fast road; without a batch id nothing is stored.

    Returns ``None`` where the lines turn out not to fit the header: the slow road says which.
    """
    try:
        suppressed, brand = shoal.ledger.erasure.suppressed(), shoal.brand.id
        return shoal.catalog.bring_in_large(found, batch_id, shoal.now(), label, suppressed, brand=brand)
    except FileFormatError:
        shoal.progress("its lines do not all have the cells of the header: reading it line by line instead")
        return None


def preview_large(shoal: Shoal, found: Survey) -> Preview | None:
    """Return what a large file would do; the lines that would come in are counted, not listed."""
    tried = bring_in_large(shoal, found, "", "")
    if tried is None:
        return None
    draft, _ = tried
    return Preview(
        kind=found.kind,
        source=found.source,
        file=found.file,
        options=found.options,
        columns=found.matches(),
        rows=sum(draft.counts.values()),
        counts=dict(draft.counts),
        questions=found.questions,
        notes=tuple(draft.notes),
        results=tuple(sorted(draft.results, key=lambda result: result.row)),
        facts_found=found.facts_found,
        path=str(found.path),
    )
