"""Reports: sections of sentences, tables and pictures, with their doubts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shoal.domain.brief import Brand, Brief
from shoal.domain.creator import Creator
from shoal.domain.intake import Batch
from shoal.domain.plan import Plan
from shoal.domain.shortlist import Shortlist
from shoal.domain.trade import SheetAgainstShop


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportInput:
    """All that one report shows; the room that renders it reads nothing else.

    ``creators`` are those of the shortlist, apart and left-out lists by id; ``names_shown`` is false where names, texts
    and handles must stay out (published pages, runs on data that may not be shown): then own row ids stand in.
    ``made_up`` marks the synthetic market, ``version`` is Shoal's, ``sources`` are sentences on what was brought in.
    ``batches`` are the imports behind it: references of evidence (``batch:line``) open at them.
    """

    brand: Brand
    brief: Brief
    shortlist: Shortlist
    plan: Plan
    creators: tuple[Creator, ...]
    sheet: SheetAgainstShop | None
    sources: tuple[str, ...]
    as_of: datetime
    version: str
    made_up: bool = False
    names_shown: bool = True
    batches: tuple[Batch, ...] = ()
