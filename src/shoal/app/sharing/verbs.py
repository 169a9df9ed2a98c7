"""Verbs on links for people without an account: a client approves a shortlist row by row.

A link is made by a person, ends by itself, can be ended at any time, and shows one version of one shortlist. What comes
back are answers, not decisions: somebody here takes them over.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from shoal.app.briefs.written import slug
from shoal.app.planning.decisions import Seen
from shoal.app.planning.nouns import ApprovalChange
from shoal.app.sharing.page import shared_rows
from shoal.domain.brief import Brand, Brief
from shoal.domain.people import Actor
from shoal.domain.sharing import Answered, ApprovalSheet, ShareAnswer, SharedRow, ShareLink
from shoal.errors import InputError, NotFoundError, TooOftenError

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

GUEST = Actor(id="guest", name="somebody with a link", role="viewer", door="public")
DAYS, MOST_DAYS = 14, 90  # ledger model, section 10
MOST_TRIES, WINDOW = 10, timedelta(minutes=15)
MOST_ANSWERS_AN_HOUR = 120
LONGEST_NAME, LONGEST_COMMENT, LONGEST_LABEL = 80, 500, 120
SHORTEST_PASSPHRASE = 8
PROCESSOR = "processor_since"  # setting of a brand: its data are handled here on its own orders
CHOICES: tuple[Answered, ...] = ("", "wanted", "unwanted", "asked")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLink:
    """A link just made; ``token`` is its part of the address, shown now and never again."""

    link: ShareLink
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """Whose names a shared page shows: all where the brand is a client whose processor this workspace is.

    ``hidden`` are creators of the shortlist who were not told yet, by creator id.
    """

    processor_since: str
    hidden: tuple[str, ...]
    told: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedPage:
    """What somebody outside reads."""

    link: ShareLink
    brand: Brand
    brief: Brief
    rows: tuple[SharedRow, ...]
    hidden: int


class Sharing:
    """The verbs on links and notices."""

    def __init__(self, shoal: Shoal) -> None:
        self._shoal = shoal

    # inside --------------------------------------------------------------------------------------------------------

    def share(
        self, brief_name: str, *, version: int | None = None, days: int = DAYS, label: str = "", passphrase: str = ""
    ) -> NewLink:
        """Make a link to a version of a shortlist, the newest unless one is named. Nothing is sent by it.

        It ends after ``days`` (1 to 90). Raises ``InputError``.
        """
        shoal = self._shoal
        shoal.require("share")
        _check(days, label, passphrase)
        shortlist = shoal.ledger.planning.shortlist(slug(brief_name), version)
        token, now = secrets.token_urlsafe(32), shoal.wall_clock()
        link = ShareLink(
            id=shoal.dice.new_id("sh", now, f"{shortlist.id} {token}"), brief_name=shortlist.brief_name,
            version=shortlist.version, label=label.strip(), by_name=shoal.actor.name, created_at=now,
            expires_at=now + timedelta(days=days), locked=bool(passphrase),
        )  # fmt: skip
        with shoal.ledger.transaction():
            shoal.ledger.sharing.add(link, token, passphrase, by=shoal.actor)
            shoal.record("shortlist.share", f"{link.brief_name}-v{link.version}", days=days, locked=link.locked)
        return NewLink(link=link, token=token)

    def links(self, brief_name: str = "") -> tuple[ShareLink, ...]:
        """Return the links of a brief, or all of the brand, newest first."""
        return self._shoal.ledger.sharing.links(slug(brief_name) if brief_name else "")

    def revoke(self, link_id: str) -> None:
        """End a link for good; ending it twice is harmless."""
        shoal = self._shoal
        shoal.require("share")
        with shoal.ledger.transaction():
            shoal.ledger.sharing.revoke(link_id, shoal.wall_clock())
            shoal.record("shortlist.unshare", link_id)

    def answers(self, link_id: str) -> tuple[ApprovalChange, ...]:
        """Return what the answers of a link would decide, row by row in the order of its shortlist."""
        shoal = self._shoal
        shoal.require("edit")
        link = self._link(link_id)
        told, decided = shoal.ledger.sharing.answers(link_id), shoal.decisions.of(link.brief_name)
        if not told:
            return ()
        rows = shoal.decisions.approval_rows(link.brief_name, link.version)
        names = {account: (row, name) for row, account, name in rows}
        now = self._now(link, names)
        found = []
        for account, one in sorted(told.items(), key=lambda item: names.get(item[0], ("~", ""))[0]):
            row, name = names.get(account, ("", ""))
            before = decided.get(account)
            gone = "" if account in now else "not on the shortlist any more; the comment is kept"
            found.append(
                ApprovalChange(
                    row_id=row, account_id=account, name=name, before=before.choice if before else "",
                    choice=one.choice, comment=one.comment, wrong=gone, by_name=one.by_name,
                )
            )  # fmt: skip
        return tuple(found)

    def answered(self, brief_name: str) -> Mapping[str, int]:
        """Return how many rows were answered by each link of a brief that has an answer."""
        return self._shoal.ledger.sharing.answered(slug(brief_name))

    def _now(self, link: ShareLink, then: Collection[str]) -> Collection[str]:
        """Return the accounts on the newest shortlist of a link's brief; ``then`` are those on the link's own."""
        newest, *_ = self._shoal.ledger.planning.versions("shortlists", link.brief_name)
        if newest[0] == link.version:
            return then
        return {one.account_id for one in self._shoal.decisions.listed(link.brief_name).candidates}

    def _link(self, link_id: str) -> ShareLink:
        found = next((link for link in self.links() if link.id == link_id), None)
        if found is None:
            raise NotFoundError("There is no such link.", received=link_id)
        return found

    def sheet(self, brief_name: str, version: int | None = None) -> ApprovalSheet:
        """Return a shortlist as the file that goes out where no link can, with the same rows and the same names."""
        shoal = self._shoal
        shoal.require("export")
        seen = shoal.decisions.seen(slug(brief_name), version)
        shortlist = seen.shortlist
        return ApprovalSheet(
            brand=shoal.brand.name, timezone=shoal.brand.timezone, brief_name=shortlist.brief_name,
            version=shortlist.version, made_at=shortlist.created_at, rows=self._rows(seen, {}),
        )  # fmt: skip

    # who is named --------------------------------------------------------------------------------------------------

    def naming(self, brief_name: str, version: int | None = None) -> Naming:
        """Return whose names a link to that shortlist would show, and who was not told yet."""
        shortlist = self._shoal.ledger.planning.shortlist(slug(brief_name), version)
        creators = list(dict.fromkeys(one.creator_id for one in shortlist.candidates))
        named = self._named(creators)
        since = str(self._shoal.ledger.notes.setting(PROCESSOR, ""))
        hidden = tuple(creator for creator in creators if creator not in named)
        return Naming(processor_since=since, hidden=hidden, told=len(creators) - len(hidden))

    def tell(self, creators: Sequence[str], how: str) -> int:
        """Write down that creators were told what is kept of them and from where; nothing is sent by it.

        Returns how many were not down already. Raises ``InputError`` where it is not said how.
        """
        shoal = self._shoal
        shoal.require("share")
        told = how.strip()
        if not told or len(told) > LONGEST_LABEL:
            raise InputError("Say how they were told.", fields={"how": f"1 to {LONGEST_LABEL} characters"})
        with shoal.ledger.transaction():
            new = shoal.ledger.sharing.tell(creators, told, by=shoal.actor, at=shoal.wall_clock())
            shoal.record("notices.tell", creators=new)
        return new

    def untell(self, creators: Sequence[str]) -> None:
        """Take back what was written down by mistake: their names are hidden again, also on links that are open."""
        shoal = self._shoal
        shoal.require("share")
        with shoal.ledger.transaction():
            shoal.ledger.sharing.untell(creators)
            shoal.record("notices.untell", creators=len(creators))

    def set_processor(self, *, is_one: bool) -> None:
        """Record that this brand is a client for whom personal data are processed here on its orders, or is not."""
        shoal = self._shoal
        shoal.require("settings")
        with shoal.ledger.transaction():
            shoal.ledger.notes.set(PROCESSOR, f"{shoal.wall_clock():%Y-%m-%d}" if is_one else "")
            shoal.record("brand.processor", is_one=is_one)

    def _named(self, creators: Sequence[str]) -> frozenset[str]:
        """Return whose names may be shown: told by hand, told by the form of an application, or a client's own."""
        ledger = self._shoal.ledger
        if ledger.notes.setting(PROCESSOR, ""):
            return frozenset(creators)
        told = set(ledger.sharing.told())
        applied = {f"cr_{account.removeprefix('ac_')}" for account in ledger.applying.accounts_with("accepted")}
        return frozenset(creators) & (told | applied)

    # outside -------------------------------------------------------------------------------------------------------

    def find(self, token: str) -> tuple[Brand, ShareLink]:
        """Return brand and link of a token. Raises ``NotFoundError``: unknown, expired and ended ones look the same."""
        shoal = self._shoal
        found = shoal.ledger.sharing.opened_by(token, shoal.wall_clock())
        brand = next((brand for brand in shoal.team.brands() if found and brand.id == found[0]), None)
        if found is None or brand is None:
            raise NotFoundError(
                "There is no open page at this address.", next_step="Ask whoever gave you the link for a new one."
            )
        return brand, found[1]

    def unlock(self, token: str, passphrase: str, *, place: str) -> bool:
        """Say whether a passphrase opens a link. Raises ``TooOftenError`` after ten tries in a quarter of an hour."""
        brand, link = self.find(token)
        shoal = self._shoal
        with shoal.acting(GUEST, brand):
            bucket = f"share {link.id} {shoal.catalog.hasher('place', place)[:32]}"
            self._limit(bucket, MOST_TRIES, WINDOW)
            self._limit(f"share {link.id}", MOST_TRIES * 5, WINDOW)
            return shoal.ledger.sharing.fits(link.id, passphrase[:200])

    def read(self, token: str) -> SharedPage:
        """Return the page of a link and count that it was read. Whoever asks for a passphrase does so before."""
        brand, link = self.find(token)
        shoal = self._shoal
        with shoal.acting(GUEST, brand):
            page = self._page(brand, link)
            shoal.ledger.sharing.note_opening(link.id, shoal.wall_clock())
        return page

    def answer(self, token: str, told: Mapping[str, tuple[str, str]], *, by_name: str, place: str) -> int:
        """Keep what somebody outside answered: (choice, comment) by account id. Returns how many rows.

        Rows without either are left out. Raises ``InputError``, ``TooOftenError``.
        """
        brand, link = self.find(token)
        shoal = self._shoal
        with shoal.acting(GUEST, brand):
            self._limit(f"answers {link.id} {shoal.catalog.hasher('place', place)[:32]}", MOST_ANSWERS_AN_HOUR,
                        timedelta(hours=1))  # fmt: skip
            answers = self._answers(link, told, by_name.strip())
            with shoal.ledger.transaction():
                shoal.ledger.sharing.answer(answers)
                counts = {choice or "comment": sum(one.choice == choice for one in answers) for choice in CHOICES}
                shoal.record("shortlist.answer", link.id, **counts)
        return len(answers)

    def _answers(self, link: ShareLink, told: Mapping[str, tuple[str, str]], by_name: str) -> list[ShareAnswer]:
        listed = {one.account_id for one in self._shoal.decisions.listed(link.brief_name, link.version).candidates}
        before = self._shoal.ledger.sharing.answers(link.id)
        wrong = [account for account, (choice, _) in told.items() if account not in listed or choice not in CHOICES]
        if wrong or not by_name or len(by_name) > LONGEST_NAME:
            fields = {} if by_name and len(by_name) <= LONGEST_NAME else {"name": f"1 to {LONGEST_NAME} characters"}
            raise InputError("Some of this cannot be kept.", received=f"{len(wrong)} unknown rows", fields=fields)
        now = self._shoal.wall_clock()
        made = [
            ShareAnswer(
                link_id=link.id, account_id=account, choice=cast("Answered", choice),
                comment=comment.strip()[:LONGEST_COMMENT], by_name=by_name, at=now,
            )
            for account, (choice, comment) in told.items()
        ]  # fmt: skip
        return [one for one in made if _says_more(one, before.get(one.account_id))]

    def _page(self, brand: Brand, link: ShareLink) -> SharedPage:
        seen = self._shoal.decisions.seen(link.brief_name, link.version)
        rows = self._rows(seen, self._shoal.ledger.sharing.answers(link.id))
        brief = self._shoal.ledger.planning.brief_of(seen.shortlist.brief_id)
        return SharedPage(link=link, brand=brand, brief=brief, rows=rows, hidden=sum(not row.named for row in rows))

    def _rows(self, seen: Seen, answers: Mapping[str, ShareAnswer]) -> tuple[SharedRow, ...]:
        """Return what somebody outside reads of a shortlist; places count those who are held back too."""
        return shared_rows(seen, self._named([one.creator_id for one in seen.shortlist.candidates]), answers)

    def _limit(self, bucket: str, most: int, window: timedelta) -> None:
        now: datetime = self._shoal.wall_clock()
        if self._shoal.ledger.people.attempt(bucket, now, window=window) > most:
            raise TooOftenError("Too many tries.", next_step="Wait a quarter of an hour, then try again.")


def _says_more(one: ShareAnswer, before: ShareAnswer | None) -> bool:
    """Say whether an answer is new: a page that is sent twice, or rows left open, add nothing."""
    if before is None:
        return bool(one.choice or one.comment)
    return (one.choice, one.comment) != (before.choice, before.comment)


def _check(days: int, label: str, passphrase: str) -> None:
    fields = {}
    if not 1 <= days <= MOST_DAYS:
        fields["days"] = f"1 to {MOST_DAYS} days"
    if len(label) > LONGEST_LABEL:
        fields["label"] = f"at most {LONGEST_LABEL} characters"
    if passphrase and len(passphrase) < SHORTEST_PASSPHRASE:
        fields["passphrase"] = f"at least {SHORTEST_PASSPHRASE} characters, or none"
    if fields:
        raise InputError("This link cannot be made.", received=f"{days} days", fields=fields)
