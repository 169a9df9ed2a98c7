"""Verbs on looking for creators: find, like, a sentence understood, and the index that answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from babel.numbers import get_currency_precision
from numpy.typing import NDArray

from shoal.app.cache import Cache
from shoal.app.known.persons import persons
from shoal.app.listing.facets import country_name, language_name, platform_name
from shoal.app.listing.index_rows import IndexSource
from shoal.app.listing.one_person import further_accounts, people_in
from shoal.app.listing.typed import Typed, read_typed, typed_of
from shoal.catalog import batches_noted, changed_accounts
from shoal.domain.bulk import Floats
from shoal.domain.listing import FacetValue, IndexStanding, ListQuery
from shoal.domain.people import Job
from shoal.domain.search import Basis, IndexState, SearchHit, SearchPage, SearchQuery, Understood, Wanted
from shoal.errors import ConflictError, WorkspaceBusyError
from shoal.index import (
    Facet,
    Opened,
    Origin,
    Own,
    Reader,
    Recall,
    build,
    closeness,
    erase,
    like,
    recall,
    refresh,
    restamp,
    search,
    with_closest_sentence,
)
from shoal.match import understand
from shoal.sources import country_code, language_code, locate

if TYPE_CHECKING:
    from shoal.app.known.patience import Teller
    from shoal.app.listing.facets import Mask
    from shoal.app.listing.roll import Roll
    from shoal.app.shoal import Shoal

FOLDER = "index"
JOB = "index"
AT_ONCE = 50_000  # accounts up to which a search builds the index by itself: about a minute with vectors
ADDED_AT_ONCE = 20_000  # changed accounts that a search takes in by itself
OVERLAYS_KEPT = 4
LABELS = {"country": country_name, "language": language_name, "platform": platform_name}


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """What one brand lays over the shared index: its verdicts, and each row of the index as a position of its list.

    A position of -1 is of somebody whom the list does not know any more.
    """

    own: Own
    positions: NDArray[np.int32]


class Searching:
    """The verbs on looking for creators in one workspace, as the brand that is worked for sees them."""

    def __init__(self, shoal: Shoal) -> None:
        self._shoal = shoal
        self._opened = Opened(shoal.settings.folder / FOLDER)
        self._overlays: Cache[Laid] = Cache(OVERLAYS_KEPT)
        self._bringing = threading.Lock()

    # asking --------------------------------------------------------------------------------------------------------

    def find(self, query: SearchQuery) -> SearchPage:
        """Find creators by words, meaning and filters, best first, with why each is there and what else there is.

        The first search builds the index; a few new creators are taken in on the way, many wait for ``build``.
        Raises ``InputError`` for what cannot be asked.
        """
        reader, notes = self._reader()
        page = search(reader, query, self._own(reader))
        quoted = query.reasons and query.sort == "fit"
        hits = with_closest_sentence(reader, query.text, page.hits) if quoted else page.hits
        return self._labelled(replace(page, hits=hits, notes=(*notes, *page.notes)))

    def like(self, who: Sequence[str], query: SearchQuery | None = None) -> SearchPage:
        """Find who is like some creators (ids or handles), with the reason in words; a query may filter them.

        Raises ``NotFoundError`` for whom nobody knows.
        """
        accounts = tuple(account for one in who for account in self._shoal.creators.accounts(one))
        reader, notes = self._reader()
        page = like(reader, accounts, query or SearchQuery(), self._own(reader))
        return self._labelled(replace(page, notes=(*notes, *page.notes)))

    def recall(
        self, roll: Roll, query: ListQuery, passing: Mask | None, *, words: Wanted = "all"
    ) -> tuple[Recall, NDArray[np.int32]] | None:
        """Find all for the text of a list, or all who are like some, among those who pass its filters.

        Returns them as rows of the index, with the position in the list of each of its rows. ``None`` where there is no
        index, or no word to look for. Nothing is built on the way, so no page waits: see :meth:`standing`.
        """
        reader = self._opened.reader()
        if reader is None:
            return None
        laid = self._laid(reader, roll)
        there = laid.positions >= 0
        masks = {}
        if passing is not None:
            masks["list"] = mask = np.zeros(len(there), dtype=bool)
            mask[there] = passing[laid.positions[there]]
        asked = SearchQuery(  # these are marks that the index of words knows: it looks for the best among who has them
            text=f"{query.text.strip()} ", platform=query.platform, country=query.country, language=query.language,
            niche=query.niche, circle=query.circle, keep_unknown=query.keep_unknown, tier_scheme=query.tier_scheme,
            words=words,
        )  # fmt: skip
        found = recall(reader, asked, Own(shown=there, masks=masks), query.like)
        return None if found is None else (found, laid.positions)

    def typed(self, texts: Mapping[str, str]) -> Typed:
        """Read what somebody typed of figures, a place and a day, by field: see :mod:`shoal.app.listing.typed`."""
        return read_typed(texts, self._shoal.settings.currency)

    def typed_of(self, told: Understood) -> dict[str, str]:
        """Return the fields that say what a sentence asks of figures, place and last post."""
        return typed_of(told.query, self._shoal.settings.currency)

    def closeness(self, text: str, accounts: Sequence[str]) -> Floats | None:
        """Return how near each account's texts are to a text in meaning; ``None`` where there are no vectors."""
        try:
            reader, _ = self._reader()
        except ConflictError:
            return None  # no index yet, and too many creators to build one on the way
        return closeness(reader, text, accounts)

    def understand(self, sentence: str) -> Understood:
        """Take a sentence apart into wishes that can be seen and changed; by rules, nothing is asked of anybody."""
        currency = self._shoal.settings.currency
        return understand(
            sentence, place=locate, country=country_code, language=language_code, now=self._shoal.now(),
            price=(currency, 10 ** get_currency_precision(currency)),
        )  # fmt: skip

    # the index -----------------------------------------------------------------------------------------------------

    def build(self) -> IndexState:
        """Build the index anew from everything that is known; the one before answers until it is whole."""
        shoal, at = self._shoal, self._shoal.now()
        origin = self._origin(at)  # before the rows are read: what comes meanwhile is taken in by the next search
        source = IndexSource(shoal, at)
        done = 0

        def told(rows: int) -> None:
            nonlocal done
            done += rows
            shoal.progress(f"Search index: {done:,} of {len(source):,} creators.")

        build(self._opened.store, source.rows(), len(source), origin, progress=told)
        return self.state()

    def standing(self) -> IndexStanding:
        """Say whether the index is there, and whether it holds what the catalogue holds today."""
        version = self._opened.store.version()
        if version is None:
            return "absent"
        made = datetime.fromisoformat(version.made_at).date()
        fits = version.catalog == self._shoal.catalog.version() and made == self._shoal.now().date()
        return "current" if fits else "behind"

    def bring_up_to_date(self, *, whole: bool = True) -> IndexState:
        """Build the index or take in what is new; where not the ``whole`` is wanted, as far as a search does by itself.

        Raises ``WorkspaceBusyError`` where another process is at it for long.
        """
        with self._bringing:
            self._brought_up_to_date(whole=whole)
        return self.state()

    def ask_for_it(self) -> Job:
        """Let a worker bring the index up to date: once for each state of the catalogue and each day."""
        shoal = self._shoal
        key = f"{JOB} {shoal.catalog.version()} {shoal.now():%Y-%m-%d}"
        return shoal.jobs.add(JOB, {}, key=key, words="search index")

    def state(self) -> IndexState:
        """Return what the index is made of now."""
        store = self._opened.store
        version = store.version()
        if version is None:
            return IndexState(version=0, rows=0, unfound=0, catalog="", embedder="", reason="it was not built yet")
        unfound = len(store.unfound(version))
        return IndexState(
            version=version.number,
            rows=version.next_row - unfound,
            unfound=unfound,
            catalog=version.catalog,
            embedder=version.embedder,
            made_at=datetime.fromisoformat(version.made_at),
            disk_bytes=store.disk_bytes(),
            reason=version.reason,
        )

    def erase(self, accounts: Sequence[str]) -> bool:
        """Take people out of every file of the index: a step inside the erasure, before her rows go.

        Returns whether the index fitted the catalogue: then it still does afterwards, see :meth:`erased`.
        """
        version = erase(self._opened.store, accounts)
        self._opened.forget()
        self._overlays.forget()
        return version is not None and version.catalog == self._shoal.catalog.version()

    def erased(self) -> None:
        """Note that the index fits the catalogue again: the last step of an erasure."""
        restamp(self._opened.store, self._origin(self._shoal.now()))

    def rest(self) -> None:
        """Let go of the sentence model and of a small index: a step inside the server's rest."""
        self._opened.rest()

    # steps ---------------------------------------------------------------------------------------------------------

    def _origin(self, at: datetime) -> Origin:
        batches = [batch.id for batch in self._shoal.catalog.batches()]
        return Origin(
            catalog=self._shoal.catalog.version(),
            made_at=at.isoformat(),
            facts={"batches": batches_noted(batches), "currency": self._shoal.settings.currency},
            seen=self._opened.store.number(),
        )

    def _reader(self) -> tuple[Reader, tuple[str, ...]]:
        """Return the index, brought up to date where that is quick, and what there is to say about it."""
        notes: tuple[str, ...] = ()
        try:
            with self._bringing:  # who asks meanwhile waits for the one who is at it, and finds nothing left to do
                notes = self._brought_up_to_date()
        except WorkspaceBusyError:
            notes = ("The search index is being brought up to date; what came last may be missing.",)
        reader = self._opened.reader()
        if reader is None:
            raise ConflictError(
                "There is no search index of these creators yet.",
                next_step="Build it once: shoal index build. A million creators take a few minutes.",
            )
        return reader, notes

    def _brought_up_to_date(self, *, whole: bool = False) -> tuple[str, ...]:
        shoal, at = self._shoal, self._shoal.now()
        store = self._opened.store
        version = store.version()
        if version is None:
            return self._built_if_small(0 if whole else shoal.catalog.size(at), "")
        then = datetime.fromisoformat(version.made_at)
        if version.catalog == shoal.catalog.version() and then.date() == at.date():
            return ()
        known = set(json.loads((version.facts or {}).get("batches", "[]")))
        live = {batch.id for batch in shoal.catalog.batches()}
        register = shoal.catalog.register(at, "")
        if known - live or (version.facts or {}).get("currency") != shoal.settings.currency:
            return self._built_if_small(0 if whole else register.size, f"{then:%Y-%m-%d %H:%M}")
        changed = changed_accounts(register, sorted(live - known), then, at)
        if len(changed) > ADDED_AT_ONCE:
            return self._built_if_small(0 if whole else register.size, f"{then:%Y-%m-%d %H:%M}")
        origin = self._origin(at)
        source = IndexSource(shoal, at)
        rows = source.register.rows_of(changed)
        if changed:
            refresh(store, source.rows(rows), changed, origin)
        else:
            restamp(store, origin)
        return ()

    def _built_if_small(self, size: int, since: str) -> tuple[str, ...]:
        """Build the index where that is quick, else say that it waits."""
        if size <= AT_ONCE:
            self.build()
            return ()
        return (f"The search index is of {since}; shoal index build brings it up to date.",) if since else ()

    def _laid(self, reader: Reader, roll: Roll) -> Laid:
        """Return what this brand knows, laid over the shared index: verdicts rest on its own rules and sales."""
        key = (roll.brand.id, id(roll), reader.version.number, str(reader.store.folder))
        return self._overlays.get(key, lambda: _laid_over(reader, roll))

    def _own(self, reader: Reader) -> Own:
        """Return what this brand lays over the index for a question: what it knows, and who is one person."""
        roll = self._shoal.listing.roll()
        laid, told = self._laid(reader, roll), persons(self._shoal)
        numbers = people_in(roll, told)
        if not numbers:
            return laid.own
        rows = reader.rows_of(told.accounts()).tolist()
        people = {row: numbers[place] for row in rows if (place := int(laid.positions[row])) in numbers}
        return replace(laid.own, people=people)

    def _labelled(self, page: SearchPage) -> SearchPage:
        """Return a page with what the shared index does not know: names for a person, fees, who waits, who is one."""

        def named(facet: str, value: FacetValue) -> FacetValue:
            label = LABELS.get(facet)
            return replace(value, label=label(value.value)) if label and value.value != "unknown" else value

        hits = self._told_of(page.hits)
        facets = {name: tuple(named(name, value) for value in values) for name, values in page.facets.items()}
        return replace(page, facets=facets, hits=hits)

    def _told_of(self, hits: Sequence[SearchHit]) -> tuple[SearchHit, ...]:
        """Return lines with price and standing of each creator as this brand knows them, and her other accounts."""
        roll = self._shoal.listing.roll()
        rows = roll.register.rows_of([hit.account_id for hit in hits])
        details = roll.register.details(rows)
        places = {str(one["account_id"]): row for row, one in zip(rows.tolist(), details, strict=True)}
        prices, fees = roll.figure("price"), roll.figure("fee")
        also = further_accounts(roll, people_in(roll, persons(self._shoal)), rows)
        found = []
        for hit in hits:
            if (row := places.get(hit.account_id)) is None:  # the catalogue changed meanwhile
                found.append(hit)
                continue
            price = None if np.isnan(prices[row]) else float(prices[row])
            basis: Basis | None = None if price is None else "benchmark" if np.isnan(fees[row]) else "typed"
            found.append(
                replace(
                    hit, price_minor=price, price_basis=basis, blocked=roll.states.is_blocked(row),
                    also=also.get(row, ()),
                )
            )  # fmt: skip
        return tuple(found)


def _laid_over(reader: Reader, roll: Roll) -> Laid:
    """Return a list by the rows of the index; who is not known any more is not shown. O(accounts), once."""
    column = roll.column("verdict", "")
    ids, rows = reader.in_order_of_ids()
    known = roll.register.account_ids().astype("S")
    positions = np.full(len(reader.columns), -1, dtype=np.int32)
    if len(known):
        place = np.minimum(np.searchsorted(known, ids), len(known) - 1)
        positions[rows] = np.where(known[place] == ids, place, -1)
    codes = np.append(column.codes, -1)[positions].astype(np.int8)  # a position of -1 takes the last one
    verdicts = Facet(values=tuple(column.values), codes=codes)
    prices = np.append(roll.figure("price"), np.nan)[positions]
    own = Own(facets={"verdict": verdicts}, figures={"price": prices}, shown=positions >= 0)
    return Laid(own=own, positions=positions)


def work_on_index(shoal: Shoal, _arguments: Mapping[str, Any], told: Teller) -> Mapping[str, Any]:
    """Bring the index up to date as a worker does; doing it again finds nothing left to do."""
    before, shoal.progress = shoal.progress, told.progress
    try:
        return {"creators": shoal.searching.bring_up_to_date().rows}
    finally:
        shoal.progress = before
