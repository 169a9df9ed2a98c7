"""Where the parts of a report stand: all on one page of their own, or spread over pages of the web.

A reference leads to where the thing is shown; where that is nowhere, it stays words and never becomes a dead link.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

PARTS = ("evidence", "plan", "sheet", "shortlist", "vetting", "unknowns", "left_out", "method")


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Addresses of what a part refers to.

    ``here`` are the parts on the same page, ``parts`` the addresses of the pages that show the others.
    ``creator``, ``batch`` and ``csv`` are addresses with ``{creator}``, ``{batch}`` and ``{line}``, ``{chart}`` to be
    filled in; an empty one means that there is no such page.
    """

    here: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    creator: str = ""
    batch: str = ""
    csv: str = ""

    def part(self, name: str) -> str | None:
        """Return what goes before the ``#`` of a link into a part: empty on the same page, ``None`` for nowhere."""
        return "" if name in self.here else self.parts.get(name)

    def of_creator(self, creator_id: str) -> str:
        """Return the address of a creator's page, empty where there is none."""
        return self.creator.replace("{creator}", creator_id)

    def of_batch(self, batch_id: str, line: str) -> str | None:
        """Return the address of an import (and its line where the address has room for one), ``None`` for nowhere."""
        if self.batch:
            return self.batch.replace("{batch}", batch_id).replace("{line}", line)
        method = self.part("method")
        return None if method is None else f"{method}#{batch_id}"

    def of_chart(self, chart_id: str) -> str:
        """Return the address of the figures of a picture as CSV, empty where there is none."""
        return self.csv.replace("{chart}", chart_id)


ONE_PAGE = Places(here=PARTS)
