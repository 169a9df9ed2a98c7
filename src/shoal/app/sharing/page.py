"""What somebody outside reads of a shortlist: who, why and what is unknown, and nothing that is not for them.

Prices, contact points, notes, own sales and figures of vendors are not hidden here by style: they never get in. A
creator who was not told that she is listed has no name here, no handle, no link and no exact figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shoal.app.planning.decisions import Seen
from shoal.app.planning.leaving import leaving
from shoal.domain.creator import Creator
from shoal.domain.finding import Finding
from shoal.domain.sharing import ShareAnswer, SharedRow
from shoal.domain.shortlist import Candidate
from shoal.report import number_text, plain

# what a reason may rest on to be told outside; price, fee, own sales, verdict and notes are the brand's own business
TOLD = frozenset({"words", "engagement", "platform", "tier", "country", "city", "language", "followers", "circle",
                  "topic", "value_word", "audience", "text"})  # fmt: skip
# of these nobody is found again: no exact figure (the claim on her tier counts her followers), no town
TOLD_WITHOUT_NAME = frozenset({"platform", "country", "language", "audience", "text"})
NOTES = "notes:"
CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|(?:\+|\b00)\d[\d ()/.-]{6,}\d")


def shared_rows(seen: Seen, named: frozenset[str], answers: Mapping[str, ShareAnswer]) -> tuple[SharedRow, ...]:
    """Return the rows of a shortlist for somebody outside, in its order; ``named`` are those who may be named."""
    rows = []
    for candidate in seen.shortlist.candidates:
        creator = seen.creators.get(candidate.creator_id)
        if creator is None:
            continue  # erased or expired: there is nobody to approve
        told = _Told(leaving(candidate), creator, open_name=candidate.creator_id in named)
        rows.append(told.row(seen.row_id(candidate), answers.get(candidate.account_id)))
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class _Told:
    """One candidate while her row is put together."""

    candidate: Candidate
    creator: Creator
    open_name: bool

    def row(self, row_id: str, answer: ShareAnswer | None) -> SharedRow:
        one, creator = self.candidate, self.creator
        account = next((account for account in creator.accounts if account.id == one.account_id), creator.accounts[0])
        return SharedRow(
            row_id=row_id,
            account_id=one.account_id,
            name=creator.name if self.open_name else "",
            handle=f"@{account.handle}" if self.open_name and account.key_kind == "handle" else "",
            url=account.url if self.open_name else "",
            platform=one.platform,
            tier=one.tier,
            place=self._place(),
            followers=number_text(one.followers) if self.open_name else "",
            engagement=number_text(one.engagement) if self.open_name else "",
            reasons=tuple(self._said(one.reasons)),
            unknowns=tuple(self._said(one.unknowns)),
            named=self.open_name,
            answer=answer,
        )

    def _place(self) -> str:
        place = self.creator.place
        parts = (place.city, place.country) if self.open_name else (place.country,)
        return ", ".join(part for part in parts if part)

    def _said(self, findings: tuple[Finding, ...]) -> Iterator[str]:
        allowed = TOLD if self.open_name else TOLD_WITHOUT_NAME
        for finding in findings:
            if finding.weight == "0":
                continue  # a figure that speaks neither for nor against her: it stands in her row
            private = bool(finding.evidence) and all(one.text.startswith(NOTES) for one in finding.evidence)
            if finding.check in allowed and not private and not CONTACT.search(finding.claim):
                yield plain(finding.claim)
