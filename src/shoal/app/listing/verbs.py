"""Verbs on the list of creators: one page of it with its facets, some of its lines, all of it as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from shoal.app.cache import Cache
from shoal.app.known.look import look
from shoal.app.known.persons import persons
from shoal.app.listing.one_person import followers_of, further_accounts, people_in
from shoal.app.listing.picking import Picking
from shoal.app.listing.quickest import quickest_of
from shoal.app.listing.roll import Roll
from shoal.app.listing.seeking import seek
from shoal.catalog import creator_id_of, policy_of
from shoal.domain.listing import (
    SORTS,
    UNKNOWN,
    ListExport,
    ListPage,
    ListQuery,
    ListRow,
)
from shoal.domain.tiers import SCHEMES, tier_of
from shoal.domain.values import Estimate, Value
from shoal.errors import InputError
from shoal.signals import engagement_value, own_record_words
from shoal.sources import guarded

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

ROLLS_KEPT = 4  # brands whose lists are read at the same time
MOST_ROWS = 500  # of one page
EXPORT_CHUNK = 2_000
COLUMNS = (
    "creator", "account", "name", "handle", "platform", "url", "followers", "followers_low", "followers_high", "tier",
    "er", "er_low", "er_high", "er_level", "er_n", "er_definition", "er_state", "country", "city", "languages", "niche",
    "verdict", "verdict_kind", "own_record", "last_seen", "quickest_to_know", "seconds",
    "also",
)  # fmt: skip


class Listing:
    """The verbs on the list of creators of one workspace, as the brand that is worked for sees it."""

    def __init__(self, shoal: Shoal) -> None:
        self._shoal = shoal
        self._rolls: Cache[Roll] = Cache(ROLLS_KEPT)

    def roll(self) -> Roll:
        """Return the columns of what is known now: the same until a store changes or the day ends."""
        seen = look(self._shoal)
        return self._rolls.get(seen.key, lambda: Roll(self._shoal, seen))

    def rolls(self) -> list[Roll]:
        """Return the columns that were made."""
        return self._rolls.made()

    def forget(self) -> None:
        """Let go of everything that was read: what was erased must not live on here."""
        self._rolls.forget()
        self._shoal.catalog.let_go()

    def page(self, query: ListQuery) -> ListPage:
        """Return one page of the list with its facets. O(accounts) on small columns; nouns for its lines only.

        Raises ``InputError`` for a sort, a tier scheme or a range that does not exist.
        """
        _refuse(query)
        work = self._picking(query)
        picked = work.picked()
        chosen = picked[query.offset : query.offset + query.limit]
        facets, more = work.facets()
        page = ListPage(
            query=query,
            rows=_rows(work, chosen),
            total=len(picked),
            everybody=work.everybody(),
            facets=facets,
            more=more,
            relaxations=() if len(picked) else work.relaxations(),
            unknown=work.unknown(),
            wishes=work.wishes,
        )
        if (sought := work.sought) is None:
            return page
        return replace(
            page, by_words=sought.by_words, by_meaning=sought.by_meaning, index=sought.standing, notes=sought.notes
        )

    def _picking(self, query: ListQuery) -> Picking:
        roll = self.roll()
        people = people_in(roll, persons(self._shoal))
        return Picking(roll, query, lambda passing: seek(self._shoal, roll, query, passing), people)

    def rows(self, accounts: Sequence[str]) -> tuple[ListRow, ...]:
        """Return the lines of some accounts in that order; those that are not there are left out."""
        if not accounts:
            return ()
        work = self._picking(ListQuery())
        found = {row.account_id: row for row in _rows(work, work.roll.register.rows_of(accounts))}
        return tuple(found[account] for account in accounts if account in found)

    def names(self, accounts: Sequence[str]) -> tuple[str, ...]:
        """Return what some accounts are called, in that order; those that are not there are left out."""
        register = self.roll().register
        return tuple(name for account in accounts if (name := register.called(account)))

    def drawn(self, query: ListQuery) -> tuple[list[tuple[str, Value, Value]], int]:
        """Return name, followers and rate of the lines of a page, as a picture needs them, and how many there are."""
        _refuse(query)
        work = self._picking(query)
        roll, picked = work.roll, work.picked()
        rows = picked[query.offset : query.offset + query.limit]
        found = zip(map(int, rows), roll.register.details(rows), strict=True)
        drawn = [(_name(told), followers_of(roll, row, told), _rate(roll, row, told)) for row, told in found]
        return drawn, len(picked)

    def everything(self, query: ListQuery, *, leaves: bool = True) -> ListExport:
        """Return all lines of the list as CSV, in its order.

        What a rule does not let leave the workspace stays out, and is named. ``leaves`` says that the lines go out,
        which the audit keeps; who only looks at what would go out writes nothing.
        O(lines): a thousand take about 0.1 s.
        """
        work, open_rows, held = self._open(query)
        file = io.StringIO()
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        refused: dict[str, int] = {}
        for start in range(0, len(open_rows), EXPORT_CHUNK):
            for row in _rows(work, open_rows[start : start + EXPORT_CHUNK], reasons=False):
                writer.writerow([guarded(cell) for cell in _cells(row, refused)])
        told = [*held, *(f"{count:,} {what}" for what, count in sorted(refused.items()))]
        if leaves:
            self._shoal.record("creators.export", rows=len(open_rows), columns=list(COLUMNS), refused=told)
        return ListExport(name="creators.csv", text=file.getvalue(), rows=len(open_rows), refused=tuple(told))

    def leaving(self, query: ListQuery) -> ListExport:
        """Say what :meth:`everything` would hold. Its lines are made only where some source may not leave: O(accounts).

        Nobody can say before how many figures of such a source are in them.
        """
        work, open_rows, held = self._open(query)
        if all(policy_of(batch.policy).export for batch in work.roll.batches.values()):
            return ListExport(name="creators.csv", text="", rows=len(open_rows), refused=tuple(held))
        return self.everything(query, leaves=False)

    def _open(self, query: ListQuery) -> tuple[Picking, NDArray[Any], list[str]]:
        """Return the list that would go out, its lines that may, and how many others stay here, in words."""
        _refuse(query)
        self._shoal.require("export")
        work = self._picking(query)
        picked = work.picked()
        open_rows = picked[~work.held(picked)]
        count = len(picked) - len(open_rows)
        told = [f"{count:,} creators who may be under 18 stay here until a person has asked"] if count else []
        return work, open_rows, told


def _rows(work: Picking, rows: NDArray[Any], *, reasons: bool = True) -> tuple[ListRow, ...]:
    """Return the lines of some positions, in that order."""
    roll, sought = work.roll, work.sought if reasons else None
    details = roll.register.details(rows, texts=sought is not None)
    said = [()] * len(rows) if sought is None else sought.because(np.asarray(rows, dtype=np.int64), details)
    away = work.distances(rows).tolist()
    quickest = quickest_of(roll, np.asarray(rows), details)
    also = further_accounts(roll, work.people, rows)
    return tuple(
        replace(
            _row(roll, int(row), detail, work.query.tier_scheme), because=quotes, quickest=first[0],
            quickest_seconds=first[1], distance_km=km if np.isfinite(km) else None, also=also.get(int(row), ()),
        )
        for row, detail, quotes, first, km in zip(rows, details, said, quickest, away, strict=True)
    )  # fmt: skip


def _row(roll: Roll, row: int, detail: dict[str, Any], scheme: str) -> ListRow:
    account, register = str(detail["account_id"]), roll.register
    state, kind = roll.states.state(row)
    own = roll.own.get(account)
    country = register.country.word(row)
    return ListRow(
        creator_id=creator_id_of(account),
        account_id=account,
        name=_name(detail),
        handle=detail["handle"],
        platform=register.platform.word(row) or "",
        url=detail["url"] or "",
        followers=followers_of(roll, row, detail),
        er=_rate(roll, row, detail),
        tier=tier_of(float(register.numbers["followers"][row]), scheme),
        country=country,
        city=detail["city"] or None,
        languages=tuple(filter(None, (register.languages.word(row) or "").split("|"))),
        niche=register.niche.word(row),
        verdict=state,
        verdict_kind=kind,
        last_seen=detail["seen_at"],
        own_record="" if own is None else own_record_words(own),
        blocked=roll.states.is_blocked(row),
    )


def _name(detail: dict[str, Any]) -> str:
    return str(detail["name"] or detail["handle"])


def _rate(roll: Roll, row: int, detail: dict[str, Any]) -> Value:
    """Return the engagement rate, which comes from the newest post that counted, else from a line that told it."""
    origin = roll.origin(roll.newest_post_ref(row) or detail["er_ref"], detail)
    return engagement_value(roll.rates, row, origin)


def _cells(row: ListRow, refused: dict[str, int]) -> list[str]:
    """Return one line of the file; figures that may not leave the workspace are counted instead."""
    followers, er = _let_out(row.followers, refused), _let_out(row.er, refused)
    definition = row.er.name if er is not None else ""
    return [
        row.creator_id, row.account_id, row.name, row.handle, row.platform, row.url,
        *_numbers(followers), row.tier if followers is not None or not row.followers.known else "",
        *_numbers(er), *(("", "") if er is None else (f"{er.level:g}", str(er.n))), definition,
        row.er.state if er is not None or not row.er.known else "",
        row.country or UNKNOWN, row.city or UNKNOWN, "|".join(row.languages) or UNKNOWN, row.niche or UNKNOWN,
        row.verdict, row.verdict_kind, row.own_record, "" if row.last_seen is None else row.last_seen.isoformat(),
        row.quickest or "nothing open", "" if row.quickest_seconds is None else str(row.quickest_seconds),
        "|".join(f"{one.platform}:{one.handle}" for one in row.also),
    ]  # fmt: skip


def _let_out(value: Value, refused: dict[str, int]) -> Estimate | None:
    origin = value.provenance
    if value.estimate is None or origin is None or policy_of(origin.policy).export:
        return value.estimate
    told = f"figures of {'followers' if value.name == 'followers' else 'engagement'} stay here: {origin.policy} is "
    told += f"{policy_of(origin.policy).says}, which does not let them leave the workspace"
    refused[told] = refused.get(told, 0) + 1
    return None


def _numbers(estimate: Estimate | None) -> list[str]:
    if estimate is None:
        return [UNKNOWN] * 3
    return [f"{number:.10g}" for number in (estimate.value, estimate.low, estimate.high)]


def _refuse(query: ListQuery) -> None:
    """Raise ``InputError`` for what no list can show."""
    checks: tuple[tuple[str, object, bool, Sequence[str]], ...] = (
        ("sort", query.sort, query.sort in SORTS, SORTS),
        ("tier scheme", query.tier_scheme, query.tier_scheme in SCHEMES, tuple(SCHEMES)),
        ("number of lines", query.limit, 1 <= query.limit <= MOST_ROWS, (f"1 to {MOST_ROWS}",)),
        ("sort by distance without a circle", query.sort, query.sort != "distance" or query.circle is not None, SORTS),
        (
            "radius",
            query.circle and query.circle.radius_km,
            query.circle is None or query.circle.radius_km > 0,
            ("more than 0 km",),
        ),
        ("first line", query.offset, query.offset >= 0, ("0 or more",)),
    )
    for what, received, fine, allowed in checks:
        if not fine:
            raise InputError(f"There is no such {what}.", received=received, allowed=allowed)
