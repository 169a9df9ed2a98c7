"""Verbs on what people here say about creators: tags, notes, views, values typed by hand, who is one person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shoal.app.cache import Cache
from shoal.app.creator_page.portrait import Addresses, Portrait, nothing, picture_csv, portrait
from shoal.app.creator_page.prices import price_zones
from shoal.app.creators.verbs import BEGINNING, Shown
from shoal.app.imports.corrections import corrected
from shoal.app.known.persons import PEOPLE, SAME, persons, refuse_contradiction, word_of
from shoal.app.listing.going_out import cloud, export
from shoal.catalog import account_id_of, creator_id_of
from shoal.domain.intake import Batch
from shoal.domain.listing import ListExport, ListQuery
from shoal.domain.people import Note, SavedView
from shoal.domain.shortlist import PriceZone
from shoal.errors import ConflictError, DeniedError, InputError, NotFoundError
from shoal.report import Chart, Html, chart_csv

if TYPE_CHECKING:
    from shoal.app.listing.roll import Roll
    from shoal.app.shoal import Shoal

LONGEST_TAG = 40
LONGEST_NOTE = 4_000
LONGEST_VIEW = 80
PAIR_DIGITS = 24
REMEMBERED = 300
BRANDS_KEPT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """Values that somebody typed: the batch that holds them, and what was understood, field by field."""

    batch: Batch
    told: tuple[tuple[str, str], ...]


class About:
    """What people of one brand wrote beside the facts of a creator; ``creator`` is an id (``cr_…``)."""

    def __init__(self, shoal: Shoal) -> None:
        self._shoal = shoal
        self._expired: Cache[bool] = Cache(BRANDS_KEPT)

    # tags ----------------------------------------------------------------------------------------------------------

    def tags(self) -> Mapping[str, tuple[str, ...]]:
        """Return the creators that carry each tag of the brand, by word."""
        return self._shoal.ledger.notes.tags()

    def tagged(self, words: Sequence[str]) -> frozenset[str]:
        """Return the accounts of whoever carries one of those tags, as the list asks for them."""
        held = self.tags()
        return frozenset(account_id_of(creator) for word in words for creator in held.get(word, ()))

    def tags_of(self, creator: str) -> tuple[str, ...]:
        """Return the tags of one creator."""
        return self._shoal.ledger.notes.tags_of(creator)

    def tag(self, creators: Sequence[str], word: str) -> tuple[str, ...]:
        """Put a tag on creators; returns those who did not have it. Who is not in the workspace is left out."""
        shoal = self._shoal
        shoal.require("edit")
        told = " ".join(word.split())
        if not 0 < len(told) <= LONGEST_TAG:
            raise InputError(
                "A tag is a word or a few.",
                received=f"{len(told)} characters",
                fields={"word": f"1 to {LONGEST_TAG} characters"},
            )
        if not creators:
            raise InputError("Nobody was picked.", fields={"pick": "tick at least one creator"})
        here = {
            row.creator_id
            for row in shoal.listing.rows([account_id_of(creator) for creator in dict.fromkeys(creators)])
        }
        before = set(self.tags().get(told, ()))
        new = tuple(creator for creator in dict.fromkeys(creators) if creator in here - before)
        with shoal.ledger.transaction():
            shoal.ledger.notes.tag(new, told)
            shoal.record("creators.tag", tag=told, creators=len(new))
        return new

    def untag(self, creators: Sequence[str], word: str) -> None:
        """Take a tag off creators."""
        shoal = self._shoal
        shoal.require("edit")
        with shoal.ledger.transaction():
            for creator in creators:
                shoal.ledger.notes.untag(creator, word)
            shoal.record("creators.untag", tag=word, creators=len(creators))

    # notes ---------------------------------------------------------------------------------------------------------

    def notes(self, creator: str) -> tuple[Note, ...]:
        """Return the notes on a creator that who acts may read, newest first."""
        return self._shoal.ledger.notes.notes(creator, self._shoal.actor)

    def note(self, creator: str, text: str, *, private: bool) -> Note:
        """Keep a note on a creator; a private one is for approvers and its author."""
        shoal = self._shoal
        shoal.require("edit")
        told = text.strip()
        if not 0 < len(told) <= LONGEST_NOTE:
            raise InputError(
                "A note needs words.",
                received=f"{len(told)} characters",
                fields={"text": f"1 to {LONGEST_NOTE:,} characters"},
            )
        shoal.creators.accounts(creator)  # who is not here cannot be written about
        with shoal.ledger.transaction():
            note = shoal.ledger.notes.add_note(creator, told, private=private, by=shoal.actor, at=shoal.wall_clock())
            shoal.record("creators.note", private=private)
        return note

    def drop_note(self, creator: str, number: int) -> Note:
        """Delete a note of one's own, or anybody's as an approver; returns it, so that it can be written again."""
        shoal = self._shoal
        shoal.require("edit")
        found = next((note for note in self.notes(creator) if note.id == number), None)
        if found is None:
            raise NotFoundError("This note is not there any more.", received=number)
        if found.by_id != shoal.actor.id and not shoal.actor.may("private_notes"):
            raise DeniedError(
                "Somebody else wrote this note.", allowed=("its author", "approver"), next_step="Ask its author."
            )
        with shoal.ledger.transaction():
            shoal.ledger.notes.drop_note(number)
            shoal.record("creators.drop_note", private=found.private)
        return found

    # pages ---------------------------------------------------------------------------------------------------------

    def something_expired(self, roll: Roll) -> bool:
        """Say whether a line of anybody has expired: else no page needs to look for what is gone. Asked once a day."""
        shoal = self._shoal

        def found() -> bool:
            batches = [batch.id for batch in shoal.catalog.batches()]
            return bool(shoal.catalog.expiring(batches, BEGINNING, shoal.now()))

        return self._expired.get(roll.key, found)

    def portrait(
        self, creator: str, addresses: Addresses, beside: Callable[[Shown], Mapping[str, Html]] = nothing
    ) -> Portrait:
        """Return one creator for her page; ``beside`` gives what the page puts beside the findings of a check."""
        return portrait(self._shoal, creator, addresses, beside)

    def prices(self, accounts: Sequence[str]) -> dict[str, PriceZone]:
        """Return what one deal with some accounts should cost, by account id: see :func:`price_zones`."""
        return price_zones(self._shoal, accounts)

    def picture_csv(self, creator: str, chart_id: str) -> str:
        """Return the figures of one picture of her page as CSV."""
        return picture_csv(self._shoal, creator, chart_id)

    def cloud(self, query: ListQuery) -> Chart:
        """Return the list as a picture: followers against engagement."""
        return cloud(self._shoal, query)

    def cloud_csv(self, query: ListQuery) -> str:
        """Return the figures of that picture as CSV."""
        return chart_csv(cloud(self._shoal, query))

    def export(self, query: ListQuery, filters: Sequence[str]) -> ListExport:
        """Return the list as a CSV file that says itself what it is; ``filters`` are words for a person."""
        return export(self._shoal, query, filters)

    # saved views ---------------------------------------------------------------------------------------------------

    def views(self) -> tuple[SavedView, ...]:
        """Return the lists that who acts may open: own ones and shared ones."""
        return self._shoal.ledger.notes.views(self._shoal.actor)

    def save_view(self, name: str, query: str, *, shared: bool) -> SavedView:
        """Keep a list under a name; the same name of the same person is written over."""
        shoal = self._shoal
        shoal.require("edit")
        told = " ".join(name.split())
        if not 0 < len(told) <= LONGEST_VIEW:
            raise InputError("A view needs a name.", fields={"name": f"1 to {LONGEST_VIEW} characters"})
        with shoal.ledger.transaction():
            view = shoal.ledger.notes.save_view(told, query, shared=shared, by=shoal.actor)
            shoal.record("creators.save_view", shared=shared)
        return view

    def drop_view(self, number: int) -> SavedView:
        """Delete a view of one's own, or a shared one as an approver; returns it."""
        shoal = self._shoal
        shoal.require("edit")
        found = next((view for view in self.views() if view.id == number), None)
        if found is None:
            raise NotFoundError("This view is not there any more.", received=number)
        with shoal.ledger.transaction():
            shoal.ledger.notes.drop_view(number, shoal.actor)
            shoal.record("creators.drop_view", shared=found.shared)
        return found

    # values typed by hand ------------------------------------------------------------------------------------------

    def correct(self, creator: str, fields: Mapping[str, str]) -> Corrected:
        """Keep values that somebody typed, as a batch of its own that can be undone; they outrank every import.

        ``fields`` are texts by name, of ``name country city languages niche followers bio``; empty ones are left out.
        Raises ``InputError`` by field for what cannot be read, ``ConflictError`` where nothing is new.
        """
        shoal = self._shoal
        shoal.require("import")
        (account_id,) = shoal.creators.accounts(creator)[:1]
        (known,) = shoal.catalog.creators([account_id], shoal.now(), shoal.brand.id)
        reading, told = corrected(known, fields)
        names = ", ".join(name for name, _ in told)
        try:
            batch = shoal.creators.bring_in_reading(reading, label=f"corrected: {names}")
        except ConflictError as error:
            raise InputError(
                "This is what is known already; nothing was stored.", next_step="Change a field, or go back."
            ) from error
        shoal.record("creators.correct", batch.id, creator=creator, fields=names)
        return Corrected(batch=batch, told=told)

    def corrections_of(self, creator: str) -> tuple[str, ...]:
        """Return the batches in which somebody typed values of a creator, newest first, of the last few hundred."""
        entries = self._shoal.ledger.audit.entries(verb="creators.correct", limit=REMEMBERED)
        return tuple(entry.subject for entry in entries if (entry.payload or {}).get("creator") == creator)

    # one person or two ---------------------------------------------------------------------------------------------

    def settle(self, creator: str, other: str, said: str) -> None:
        """Say of two accounts that may be one person's: ``same``, ``other``, or ``open`` to take that back.

        From then on one person is counted once by lists, shortlists and plans; her accounts keep their own figures.
        Kept are two ids, which are keyed hashes. Raises ``ConflictError`` where it contradicts what was said of others.
        """
        shoal = self._shoal
        shoal.require("edit")
        said = "" if said == "open" else said
        if said not in (SAME, "other", ""):
            raise InputError(
                "This cannot be said of two accounts.", received=said, allowed=(SAME, "other", "open"),
                next_step="Say same if they are one person, other if they are two, open to take either back.",
            )  # fmt: skip
        one, two = (creator_id_of(shoal.creators.accounts(name)[0]) for name in (creator, other))
        if one == two:
            raise InputError("This is one account.", received=creator, next_step="Name two accounts.")
        with shoal.ledger.transaction():
            told = dict(shoal.ledger.notes.setting(PEOPLE, {}))
            told.pop(self._pair(one, two), None)
            told |= {self._pair(one, two): [said, one, two]} if said else {}
            refuse_contradiction(told)
            shoal.ledger.notes.set(PEOPLE, told)
            shoal.record("creators.settle", said=said or "open")

    def said_of(self, creator: str, others: Sequence[str]) -> dict[str, str]:
        """Return what was said of a creator and each of some others: ``same``, ``other`` or ``""``."""
        told = self._shoal.ledger.notes.setting(PEOPLE, {}) if others else {}
        return {other: word_of(told.get(self._pair(creator, other))) for other in others}

    def same_as(self, creator: str) -> tuple[str, ...]:
        """Return the other creators who are the same person, as somebody here said, directly or by a third."""
        return persons(self._shoal).others(creator)

    def _pair(self, one: str, other: str) -> str:
        return self._shoal.catalog.hasher("one person", " ".join(sorted((one, other))))[:PAIR_DIGITS]
