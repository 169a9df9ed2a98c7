"""Documents of versions before the relational base: read in once, then deleted, since they speak of people.

A crash between the two leaves both; what is in the tables already is not read again.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from shoal.domain.brief import Brief
from shoal.domain.intake import Batch
from shoal.domain.plan import Plan
from shoal.domain.shortlist import Shortlist
from shoal.errors import ConflictError, FileFormatError, NotFoundError
from shoal.ledger.codec import from_plain
from shoal.ledger.desk import Desk
from shoal.ledger.erasure import Erasure
from shoal.ledger.planning import Planning
from shoal.ledger.trade import Trade

READER = "read-in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelves:
    """Where the documents go: the parts of one brand's ledger."""

    desk: Desk
    planning: Planning
    trade: Trade
    erasure: Erasure


def read_in(folder: Path, to: Shelves, at: datetime) -> int:
    """Bring the documents under a folder into the ledger's tables and delete them; returns how many there were.

    Raises ``FileFormatError`` for a damaged one: nothing is read in then, and nothing deleted.
    """
    if not folder.is_dir():
        return 0
    number = 0
    with to.desk.transaction():
        for shelf, read in READERS.items():  # in this order: a plan needs its shortlist, that one its brief
            for path in sorted((folder / shelf).glob("*.json")):
                with _naming(path):
                    read(to, json.loads(path.read_text(encoding="utf-8")), at)
                number += 1
    shutil.rmtree(folder)
    return number


def _mark(to: Shelves, plain: Any, _at: datetime) -> None:  # noqa: ANN401  plain
    to.erasure.suppress([plain["hash"]], plain["reason"], datetime.fromisoformat(plain["at"]))


def _brief(to: Shelves, plain: Any, at: datetime) -> None:  # noqa: ANN401  plain
    brief = from_plain(Brief, plain)
    with _once():
        to.planning.add_brief(brief, by_id=READER, at=brief.created_at or at)


def _shortlist(to: Shelves, plain: Any, at: datetime) -> None:  # noqa: ANN401  plain
    shortlist = from_plain(Shortlist, plain)
    with _once():
        to.planning.add_shortlist(shortlist, by_id=READER, at=shortlist.created_at or at)


def _plan(to: Shelves, plain: Any, at: datetime) -> None:  # noqa: ANN401  plain
    plan = from_plain(Plan, plain)
    with _once():
        to.planning.add_plan(plan, by_id=READER, at=plan.created_at or at)


def _orders(to: Shelves, plain: Any, _at: datetime) -> None:  # noqa: ANN401  plain
    to.trade.add_documents(plain["batch"], plain["orders"], from_plain(Batch, plain["batch"]))


READERS: Mapping[str, Callable[[Shelves, Any, datetime], None]] = {
    "suppressions": _mark, "briefs": _brief, "shortlists": _shortlist, "plans": _plan, "orders": _orders,
}  # fmt: skip


@contextmanager
def _once() -> Iterator[None]:
    """Pass over what is in the tables already: an earlier start died between reading in and deleting."""
    with suppress(ConflictError):
        yield


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Name the document that cannot be read, or lacks what it was made from."""
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError, NotFoundError) as cause:
        raise FileFormatError(
            f"The document {path} is damaged, or what it was made from is missing.",
            next_step="Put it back from a backup, or remove it.",
        ) from cause
