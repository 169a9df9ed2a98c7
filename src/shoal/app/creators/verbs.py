"""Verbs on creators: preview, bring in, undo, add, count, find, show, vet, forget."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from shoal.app.applications.store import drop_pending_naming
from shoal.app.connections.lookup_store import drop_lookups_naming
from shoal.app.creators.naming import accounts_named, files_naming
from shoal.app.imports.by_hand import counted, pasted
from shoal.app.imports.history import note_undo, require_undo
from shoal.app.imports.intake import Intake
from shoal.app.known.ruling import held
from shoal.catalog import ErasurePlan, Suggestion, account_id_of, creator_id_of
from shoal.domain.creator import Creator
from shoal.domain.finding import Finding, Verdict
from shoal.domain.intake import Batch, Preview, Reading, ReadOptions
from shoal.domain.search import SearchQuery
from shoal.domain.vetting import CreatorAnswer, Looked, open_points
from shoal.errors import NotFoundError
from shoal.signals import vet

if TYPE_CHECKING:
    from shoal.app.listing.roll import Roll
    from shoal.app.shoal import Shoal

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)  # before anything can have expired

GONE = "What was known of this creator has expired or was undone."


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One creator found by words or meaning: how well they fit, and where they were matched.

    ``blocked`` is true where somebody may be under 18: she is listed so that a person looks, and goes nowhere else.
    """

    creator: Creator
    score: float
    because: tuple[str, ...]
    blocked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One creator with her verdict, the other accounts that may be hers, and what people wrote beside it.

    ``open_points`` are the findings that wait for something, the quickest to settle first. ``answers`` is what she said
    to findings, ``looks`` what people saw of her age, the newest first. ``rules`` says whose rules weighed.
    """

    creator: Creator
    verdict: Verdict
    suggestions: tuple[Suggestion, ...]
    open_points: tuple[Finding, ...] = ()
    answers: tuple[CreatorAnswer, ...] = ()
    looks: tuple[Looked, ...] = ()
    rules: str = "shipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgetting:
    """What an erasure touches: counted first, done only with a yes. ``rows`` are catalogue rows by table."""

    creator_id: str
    rows: Mapping[str, int]
    batches: int
    documents: tuple[str, ...]
    reports: tuple[str, ...]
    done: bool


class Creators:
    """The verbs on creators of one workspace."""

    def __init__(self, shoal: Shoal) -> None:
        self._shoal = shoal
        self._intake = Intake(shoal)

    # files ---------------------------------------------------------------------------------------------------------

    def preview(self, path: Path | str, options: ReadOptions | None = None) -> Preview:
        """Say what a file of creators, posts, comments or audiences would do; nothing is stored."""
        return self._intake.preview(Path(path), options or ReadOptions())

    def bring_in(
        self, source: Preview | Path | str, options: ReadOptions | None = None, *, label: str = "", strict: bool = False
    ) -> Batch:
        """Bring a file in as one batch that can be undone; lines in error or held stay out.

        With ``strict``, all lines come in or none. Raises ``OpenQuestionError`` then, and ``ConflictError`` where the
        file adds nothing or changed since its preview.
        """
        if isinstance(source, Preview):
            self._intake.refuse_changed(source)
            return self._intake.bring_in(Path(source.path), source.options, label=label, strict=strict)
        return self._intake.bring_in(Path(source), options or ReadOptions(), label=label, strict=strict)

    def bring_in_reading(self, reading: Reading, *, label: str, strict: bool = False) -> Batch:
        """Bring in what a source already read."""
        return self._intake.bring_in_reading(reading, label=label, strict=strict)

    def undo(self, batch_id: str) -> Batch:
        """Drop a batch; what older batches say shows again by itself."""
        found = next((batch for batch in self.batches() if batch.id == batch_id), None)
        if found is None:
            raise NotFoundError(
                "There is no such batch.",
                received=batch_id,
                allowed=[batch.id for batch in self.batches()][-10:],
                next_step="shoal creators batches lists them.",
            )
        require_undo(self._shoal, batch_id)
        if found.kind == "orders":
            self._shoal.ledger.trade.drop_orders(batch_id)
        else:
            self._shoal.catalog.undo(batch_id)
        note_undo(self._shoal, found)
        return found

    def batches(self) -> tuple[Batch, ...]:
        """Return the live batches of creators and orders that a brand or the workspace brought in, from old to new."""
        visible = ("", self._shoal.brand.id)
        both = (*self._shoal.catalog.batches(), *self._shoal.ledger.trade.order_batches())
        both = tuple(batch for batch in both if batch.brand in visible)
        return tuple(sorted(both, key=lambda batch: batch.at))

    # by hand -------------------------------------------------------------------------------------------------------

    def preview_pasted(self, text: str, *, platform: str | None = None) -> Preview:
        """Say what pasted links, handles or profile text would add; nothing is stored."""
        reading = pasted(text, platform)
        return self._intake.preview_reading(reading, "")

    def add(self, text: str, *, platform: str | None = None, label: str = "pasted") -> Batch:
        """Add creators from pasted profile links, handles or profile text (1 to 500)."""
        return self.bring_in_reading(pasted(text, platform), label=label)

    def count(self, who: str, posts: Sequence[str]) -> Batch:
        """Keep likes and comments of 3 to 12 posts that a person counted, as ``412,35``, newest first.

        A count that is hidden is written ``?``.
        """
        (account_id,) = self.accounts(who)[:1]
        account = self._shoal.catalog.creators([account_id], self._shoal.now())[0].accounts[0]
        reading = counted(account, posts, self._shoal.now())
        return self.bring_in_reading(reading, label=f"counted for {account.handle}")

    # looking -------------------------------------------------------------------------------------------------------

    def accounts(self, who: str) -> tuple[str, ...]:
        """Return the account ids of the one creator that an id or handle (``instagram:mina``) stands for."""
        return accounts_named(self._shoal.catalog, who, self._shoal.now())

    def find(self, words: str, *, limit: int = 20) -> tuple[Found, ...]:
        """Find creators by words in name, niche, bio, captions and hashtags, best first, with where they matched."""
        hits = {hit.account_id: hit for hit in self._shoal.searching.find(SearchQuery(text=words, limit=limit)).hits}
        creators = self._shoal.catalog.creators(tuple(hits), self._shoal.now(), self._shoal.brand.id)
        waiting = held(self._shoal, creators)
        told = ((creator, hits[creator.accounts[0].id]) for creator in creators)
        return tuple(
            Found(creator=creator, score=hit.score, because=hit.because, blocked=creator.id in waiting)
            for creator, hit in told
        )

    def show(self, who: str, roll: Roll | None = None) -> Shown:
        """Return everything known of one creator, her verdict, and accounts that may also be hers.

        Only the rates are those of all: what is usual follows from everybody. The rest is read for her alone. ``roll``
        is that of now, where it is at hand.
        """
        shoal = self._shoal
        roll = roll or shoal.listing.roll()
        (account,) = accounts_named(shoal.catalog, who, shoal.now(), roll.register)[:1]
        with shoal.catalog.close_up(account):
            found = shoal.catalog.closely(account, shoal.now(), shoal.brand.id)
            row = roll.row_of(account)
            if found is None or row is None:
                raise NotFoundError(GONE, received=who)
            creator, pool = found
            (verdict,) = vet(pool, roll.rates_of(row), roll.posts_of(row), roll.own, roll.weighing_of(account))
        suggestions = shoal.catalog.suggestions_for(account, str(pool.handle[0]), roll.register)
        return Shown(
            creator=creator, verdict=verdict, suggestions=suggestions, open_points=open_points(verdict),
            answers=shoal.vetting.answers(creator.id), looks=shoal.vetting.looks(creator.id),
            rules=roll.by.rules.origin,
        )  # fmt: skip

    def known(self, who: str) -> Creator:
        """Return what is known of one creator, without weighing it."""
        shoal = self._shoal
        (account,) = accounts_named(shoal.catalog, who, shoal.now(), shoal.listing.roll().register)[:1]
        found = shoal.catalog.closely(account, shoal.now(), shoal.brand.id)
        if found is None:
            raise NotFoundError(GONE, received=who)
        return found[0]

    def name(self, who: str) -> str:
        """Return what one creator is called: her name, or the handle where none is known."""
        register = self._shoal.listing.roll().register
        (account,) = accounts_named(self._shoal.catalog, who, self._shoal.now(), register)[:1]
        return register.called(account)

    def vet(self, *, brief: str | None = None) -> tuple[tuple[Creator, Verdict], ...]:
        """Return creators with findings and verdicts, all or those whom a brief's hard wishes keep; nothing is kept."""
        return self._shoal.vetting.run(brief=brief, keep=False).found

    # erasing -------------------------------------------------------------------------------------------------------

    def forget(self, who: str, *, reason: str = "request", confirmed: bool = False) -> Forgetting:
        """Erase a creator: counted first; done for good only when ``confirmed``.

        The keyed suppression is written first, so that a crash can only leave less than was asked to be kept.
        Repeat the verb after a crash; it goes on where it stopped. It cannot be undone.
        """
        catalog = self._shoal.catalog
        plan = catalog.plan_erasure((account_id_of(who.strip()),))
        if not plan.rows["accounts"]:  # no id that is here; what has expired is erased too
            plan = catalog.plan_erasure(accounts_named(catalog, who, BEGINNING))
        creator_id = creator_id_of(plan.accounts[0])
        files = files_naming(self._shoal.settings.folder, plan.words)
        documents = self._shoal.ledger.erasure.mentions(creator_id, plan.words)
        if confirmed:
            self._shoal.require("forget")
            self._erase(plan, creator_id, reason, files)
        return _forgetting(creator_id, plan, documents, files, done=confirmed)

    def _erase(self, plan: ErasurePlan, creator_id: str, reason: str, files: Iterable[str]) -> None:
        """Erase in an order in which a crash loses nothing: her rows go last, since by them she is found again."""
        self._shoal.ledger.erasure.suppress(plan.keys, reason, self._shoal.wall_clock())
        self._shoal.ledger.erasure.forget(creator_id, plan.words, self._shoal.wall_clock())
        for name in files:
            Path(name).unlink(missing_ok=True)
        drop_pending_naming(self._shoal.settings.folder, self._shoal.key, plan.words)
        drop_lookups_naming(self._shoal.settings.folder, self._shoal.key, plan.words)
        self._shoal.applying.sweep()
        indexed = self._shoal.searching.erase(plan.accounts)
        self._shoal.catalog.erase(plan.accounts)
        if indexed:
            self._shoal.searching.erased()
        # her id is not named: the entry is never rewritten
        self._shoal.record("creators.forget", reason=reason, rows=dict(plan.rows))
        self._shoal.looks.forget()
        self._shoal.grounds.forget()
        self._shoal.stored.forget()
        self._shoal.listing.forget()
        self._shoal.imports.forget()
        self._shoal.counting.forget()


def _forgetting(
    creator_id: str, plan: ErasurePlan, documents: tuple[str, ...], reports: tuple[str, ...], *, done: bool
) -> Forgetting:
    return Forgetting(
        creator_id=creator_id, rows=plan.rows, batches=plan.batches, documents=documents, reports=reports, done=done
    )
