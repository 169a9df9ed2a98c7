"""Verbs on what people decide: candidates wanted, unwanted or asked, plans adopted, approvals back as files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from shoal.app.briefs.written import slug
from shoal.app.known.ruling import held
from shoal.app.planning.nouns import ApprovalChange
from shoal.app.planning.stored import without
from shoal.domain.creator import Creator
from shoal.domain.people import Decision
from shoal.domain.shortlist import Candidate, Shortlist
from shoal.errors import InputError, NotFoundError
from shoal.report import name_book, render_approval
from shoal.sources import ApprovalLine, approval_csv, approval_workbook, read_approval

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

Choice = Literal["wanted", "unwanted", "asked"]
CHOICES: tuple[Choice, ...] = ("wanted", "unwanted", "asked")
LONGEST_REASON = 500
SHEETS = ("html", "xlsx", "csv")
TWICE = "this row is answered twice and differently: decide it on the shortlist"
HANDLE = re.compile(r"(?<!\S)@\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A stored shortlist as it is read now: the creators on it by id, and the places as it was made, by account id."""

    shortlist: Shortlist
    creators: Mapping[str, Creator]
    places: Mapping[str, int]

    def row_id(self, candidate: Candidate) -> str:
        """Return what a candidate's row is called outside."""
        return f"s{self.shortlist.version}-{self.places[candidate.account_id]:03d}"


class Decisions:
    """The verbs on decisions."""

    def __init__(self, shoal: Shoal) -> None:
        self._shoal = shoal

    # candidates ----------------------------------------------------------------------------------------------------

    def of(self, brief_name: str) -> Mapping[str, Decision]:
        """Return the decisions on a brief's candidates by account id."""
        return self._shoal.ledger.planning.decisions(slug(brief_name))

    def decide(self, brief_name: str, accounts: Sequence[str], choice: str | None, reason: str = "") -> int:
        """Keep what was decided about candidates of a brief, with one reason; ``None`` takes decisions back.

        Unwanted ones are left out of the next plan, wanted ones are in it. Returns how many; the same twice
        is harmless.
        """
        self._shoal.require("edit")
        told = dict.fromkeys(dict.fromkeys(accounts), None if choice is None else (choice, reason))
        return self.decide_each(brief_name, told)

    def decide_each(self, brief_name: str, told: Mapping[str, tuple[str, str] | None]) -> int:
        """Keep a decision and its reason per account, ``None`` taking one back. Returns how many were kept."""
        shoal, name = self._shoal, slug(brief_name)
        shoal.require("edit")
        known = {candidate.account_id for candidate in self.listed(name).candidates}
        strangers = [account for account in told if account not in known]
        wrong = sorted({one[0] for one in told.values() if one is not None and one[0] not in CHOICES})
        if not told or strangers or wrong:
            raise InputError(
                "Nobody was chosen." if not told else "This cannot be decided.",
                received=", ".join([*strangers[:3], *wrong]) or "nobody",
                allowed=CHOICES,
                next_step="Tick the creators first." if not told else "Look at the shortlist as it is now.",
            )
        now = shoal.now()
        with shoal.ledger.transaction():
            for account, one in told.items():
                made = one and Decision(
                    account_id=account, choice=_choice(one[0]), reason=one[1].strip()[:LONGEST_REASON],
                    by_name=shoal.actor.name, at=now,
                )  # fmt: skip
                shoal.ledger.planning.decide(name, account, made or None)
            counts = {choice: sum(one is not None and one[0] == choice for one in told.values()) for choice in CHOICES}
            shoal.record("shortlist.decide", name, **counts, taken_back=sum(one is None for one in told.values()))
        return len(told)

    # plans ---------------------------------------------------------------------------------------------------------

    def adopted(self, brief_name: str) -> int | None:
        """Return the version of the plan that is to be carried out, ``None`` where none was adopted."""
        return self._shoal.ledger.planning.adopted(slug(brief_name))

    def adopt(self, brief_name: str, version: int | None) -> int | None:
        """Adopt a plan, or none. Returns which was adopted before; the same twice changes nothing."""
        shoal, name = self._shoal, slug(brief_name)
        shoal.require("adopt")
        before = self.adopted(name)
        if version == before:
            return before
        with shoal.ledger.transaction():
            shoal.ledger.planning.adopt_plan(name, version, by_id=shoal.actor.id, at=shoal.now())
            shoal.record("plan.adopt" if version else "plan.release", f"{name}-v{version or before}", before=before)
        return before

    # approval by file ----------------------------------------------------------------------------------------------

    def approval_rows(self, brief_name: str, version: int | None = None) -> tuple[tuple[str, str, str], ...]:
        """Return (row id, account id, name) of every candidate of a shortlist, in order.

        A row id is the shortlist's version and the place on it: a version never changes, so a sheet that comes back
        late still means the same creators.
        """
        self._shoal.require("export")
        seen = self.seen(slug(brief_name), version)
        names = name_book(seen.creators.values())
        return tuple(
            (
                seen.row_id(one),
                one.account_id,
                f"{names.name(one.creator_id)} {names.handle(one.account_id)} ({one.platform})".replace("  ", " "),
            )
            for one in seen.shortlist.candidates
        )

    def approval_file(self, brief_name: str, kind: str, version: int | None = None) -> bytes:
        """Return the approval sheet: ``html`` to mark on the spot, ``xlsx`` or ``csv`` with four columns.

        All three name those whom the page of a link would name, and hold no price, contact point or note.
        """
        if kind not in SHEETS:
            raise InputError("There is no such sheet.", received=kind, allowed=SHEETS)
        sheet = self._shoal.sharing.sheet(brief_name, version)
        self._shoal.record("shortlist.export", sheet.brief_name, kind=kind, rows=len(sheet.rows), hidden=sheet.hidden)
        if kind == "html":
            return render_approval(sheet).encode()
        rows = [(row.row_id, row.who) for row in sheet.rows]
        return approval_csv(rows) if kind == "csv" else approval_workbook(rows, sheet.brief_name)

    def read_approval(self, brief_name: str, path: Path) -> tuple[ApprovalChange, ...]:
        """Return what an approval sheet that came back would change, line by line; nothing is stored.

        Raises ``InputError`` where it is the sheet of another brief, ``FileFormatError`` where it is none.
        """
        self._shoal.require("edit")
        name = slug(brief_name)
        sheet = read_approval(path)
        if sheet.brief_name and sheet.brief_name != name:
            raise InputError(
                "This is the sheet of another brief.", received=sheet.brief_name, allowed=(name,),
                next_step=f"Take it back on the page of {sheet.brief_name}.",
            )  # fmt: skip
        decided = self.of(name)
        rows: dict[str, tuple[str, str]] = {}
        for version, _, _ in self._shoal.ledger.planning.versions("shortlists", name):
            rows |= {row_id: (account, text) for row_id, account, text in self.approval_rows(name, version)}
        now = {candidate.account_id for candidate in self.listed(name).candidates}
        lines = _said_once(sheet.lines)
        often = Counter(row_id for row_id, _ in lines)
        found = []
        for row_id, line in lines:
            account, text = rows.get(row_id, ("", ""))
            before = decided.get(account)
            wrong = line.wrong or (TWICE if often[row_id] > 1 else _why_not(account, text, line, now))
            found.append(
                ApprovalChange(
                    row_id=line.row_id, account_id=account, name=text, before=before.choice if before else "",
                    choice=line.choice or "", comment=line.comment, wrong=wrong, by_name=sheet.by_name,
                )
            )  # fmt: skip
        return tuple(found)

    def listed(self, name: str, version: int | None = None) -> Shortlist:
        """Return a stored shortlist without whoever waits for the under-18 check."""
        return self.seen(name, version).shortlist

    def seen(self, name: str, version: int | None = None) -> Seen:
        """Return a stored shortlist with the creators on it, each without whoever waits for the under-18 check."""
        shoal = self._shoal
        whole = shoal.ledger.planning.shortlist(name, version)
        accounts = [candidate.account_id for candidate in whole.candidates]
        creators = shoal.catalog.creators(accounts, shoal.now(), shoal.brand.id)
        waiting = held(shoal, creators)
        return Seen(
            shortlist=without(whole, waiting), creators={one.id: one for one in creators if one.id not in waiting},
            places={account: place for place, account in enumerate(accounts, start=1)},
        )  # fmt: skip


def _said_once(lines: Sequence[ApprovalLine]) -> list[tuple[str, ApprovalLine]]:
    """Return the lines with their row ids; one that says the same again, or a quoted one left empty, is dropped."""
    each = [(line.row_id.strip().casefold(), line) for line in lines]
    answered = {row_id for row_id, line in each if _says_something(line)}
    kept = [(row_id, line) for row_id, line in each if row_id not in answered or _says_something(line)]
    return list({(row_id, line.choice, line.comment, line.wrong): (row_id, line) for row_id, line in kept}.values())


def _says_something(line: ApprovalLine) -> bool:
    return bool(line.choice or line.comment or line.wrong)


def _why_not(account: str, text: str, line: ApprovalLine, now: set[str]) -> str:
    meant, ours = set(HANDLE.findall(line.creator)), set(HANDLE.findall(text))
    if not account:
        return "this row is on no shortlist of the brief"
    if meant and ours and not meant & ours:
        return f"the sheet names {' '.join(sorted(meant))} in this row: is it the sheet of another brief?"
    return "" if account in now else "not on the shortlist any more; the comment is shown, nothing is decided"


def _choice(told: str) -> Choice:
    for choice in CHOICES:
        if told == choice:
            return choice
    raise NotFoundError("There is no such decision.", received=told, allowed=CHOICES)
