"""Verbs on the list of creators: one page of it with its facets, some of its lines, all of it as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from shoal.app.cache import Cache
from shoal.app.known.look import look
from shoal.app.listing.facets import Column, Mask
from shoal.app.listing.finding_words import because
from shoal.app.listing.quickest import Quickest, quickest_of
from shoal.app.listing.roll import Roll
from shoal.catalog import creator_id_of, policy_of
from shoal.domain.bulk import Ints
from shoal.domain.listing import (
    FACETS,
    SORTS,
    UNKNOWN,
    FacetValue,
    ListExport,
    ListPage,
    ListQuery,
    ListRow,
    Relaxation,
)
from shoal.domain.tiers import SCHEMES, tier_of
from shoal.domain.values import Estimate, Value, unknown
from shoal.errors import InputError
from shoal.signals import engagement_value, own_record_words
from shoal.sources import guarded

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

ROLLS_KEPT = 4  # brands whose lists are read at the same time
MOST_ROWS = 500  # of one page
MOST_VALUES = 20  # of one facet that are listed; the rest are counted
EXPORT_CHUNK = 2_000
COLUMNS = (
    "creator", "account", "name", "handle", "platform", "url", "followers", "followers_low", "followers_high", "tier",
    "er", "er_low", "er_high", "er_level", "er_n", "er_definition", "er_state", "country", "city", "languages", "niche",
    "verdict", "verdict_kind", "own_record", "last_seen", "quickest_to_know", "seconds",
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

    def forget(self) -> None:
        """Let go of everything that was read: what was erased must not live on here."""
        self._rolls.forget()
        self._shoal.catalog.let_go()

    def page(self, query: ListQuery) -> ListPage:
        """Return one page of the list with its facets. O(accounts) on small columns; nouns for its lines only.

        Raises ``InputError`` for a sort, a tier scheme or a range that does not exist.
        """
        _refuse(query)
        work = _Work(self.roll(), query)
        picked = work.picked()
        chosen = picked[query.offset : query.offset + query.limit]
        facets, more = work.facets()
        return ListPage(
            query=query,
            rows=_rows(work.roll, chosen, query),
            total=len(picked),
            everybody=len(work.roll),
            facets=facets,
            more=more,
            relaxations=() if len(picked) else work.relaxations(),
        )

    def rows(self, accounts: Sequence[str]) -> tuple[ListRow, ...]:
        """Return the lines of some accounts in that order; those that are not there are left out."""
        roll = self.roll()
        found = {row.account_id: row for row in _rows(roll, roll.register.rows_of(accounts), ListQuery())}
        return tuple(found[account] for account in accounts if account in found)

    def everything(self, query: ListQuery, *, leaves: bool = True) -> ListExport:
        """Return all lines of the list as CSV, in its order.

        What a rule does not let leave the workspace stays out, and is named. ``leaves`` says that the lines go out,
        which the audit keeps; who only looks at what would go out writes nothing.
        O(lines): a thousand take about 0.1 s.
        """
        _refuse(query)
        self._shoal.require("export")
        work = _Work(self.roll(), query)
        picked = work.picked()
        open_rows = picked[~work.roll.states.blocked[picked]]
        file = io.StringIO()
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        refused: dict[str, int] = {}
        for start in range(0, len(open_rows), EXPORT_CHUNK):
            for row in _rows(work.roll, open_rows[start : start + EXPORT_CHUNK], query):
                writer.writerow([guarded(cell) for cell in _cells(row, refused)])
        told = [f"{count:,} {what}" for what, count in sorted(refused.items())]
        if held := len(picked) - len(open_rows):
            told.insert(0, f"{held:,} creators who may be under 18 stay here until a person has asked")
        if leaves:
            self._shoal.record("creators.export", rows=len(open_rows), columns=list(COLUMNS), refused=told)
        return ListExport(name="creators.csv", text=file.getvalue(), rows=len(open_rows), refused=tuple(told))


class _Work:
    """One query on its way: the masks of its filters, and what they leave."""

    def __init__(self, roll: Roll, query: ListQuery) -> None:
        self.roll = roll
        self.query = query
        self.named: Mask | None = None  # whom a text finds by name or handle
        self.masks = self._masks()
        self._everywhere = self._both(self.masks)

    def _masks(self) -> dict[str, Mask]:
        roll, query = self.roll, self.query
        masks = {facet: self.column(facet).mask(query.chosen(facet)) for facet in FACETS if query.chosen(facet)}
        if query.tag_accounts is not None:
            masks["tag"] = self._marked(roll.register.rows_of(sorted(query.tag_accounts)))
        if query.text.strip():
            hits = roll.register.find(query.text, names_apart=query.sort == "fit")
            masks["text"] = self._marked(hits.rows)
            self.named = self._marked(hits.rows[hits.named])
        return masks

    def column(self, facet: str) -> Column:
        """Return the column of a facet in the scheme of the query."""
        return self.roll.column(facet, self.query.tier_scheme)

    def _marked(self, rows: Ints) -> Mask:
        mask = np.zeros(len(self.roll), dtype=bool)
        mask[rows] = True
        return mask

    def _both(self, masks: Mapping[str, Mask]) -> Mask | None:
        """Return who passes all of some filters, ``None`` for everybody."""
        return np.logical_and.reduce(list(masks.values())) if masks else None

    def _without(self, name: str) -> Mask | None:
        """Return who passes all filters but one."""
        if name not in self.masks:
            return self._everywhere
        return self._both({other: mask for other, mask in self.masks.items() if other != name})

    def picked(self) -> NDArray[Any]:
        """Return the positions that fit the query, in its order; not known comes last both ways."""
        sort = "name" if self.query.sort == "fit" else self.query.sort
        known, rest = self.roll.order(sort)
        known = known[::-1] if self.query.descending else known
        if self._everywhere is not None:
            known, rest = known[self._everywhere[known]], rest[self._everywhere[rest]]
        rows = np.concatenate((known, rest)) if len(rest) else known
        if self.query.sort == "fit" and self.named is not None:
            first = self.named[rows]
            rows = np.concatenate((rows[first], rows[~first]))
        return rows

    def facets(self) -> tuple[dict[str, tuple[FacetValue, ...]], dict[str, int]]:
        """Return the values of each facet counted over the other filters, and how many values are not listed."""
        values, more = {}, {}
        everywhere = None if self._everywhere is None else np.flatnonzero(self._everywhere)
        for facet in FACETS:
            kept = everywhere
            if facet in self.masks:
                mask = self._without(facet)
                kept = None if mask is None else np.flatnonzero(mask)
            column = self.column(facet)
            scheme = self.query.tier_scheme
            counts = self.roll.totals(facet, scheme) if kept is None else column.counts(kept)
            values[facet], more[facet] = _values(facet, column, counts, self.query.chosen(facet))
        return values, more

    def relaxations(self) -> tuple[Relaxation, ...]:
        """Return what leaving one filter out would give, most first; one that gives nothing is left out."""
        found = []
        for name in self.masks:
            mask = self._without(name)
            count = len(self.roll) if mask is None else int(np.count_nonzero(mask))
            found += [Relaxation(name=name, label=self._label(name), count=count)] if count else []
        return tuple(sorted(found, key=lambda one: (-one.count, one.name)))

    def _label(self, name: str) -> str:
        if name == "text":
            return f"text = {self.query.text.strip()}"
        return "tag" if name == "tag" else f"{name} = {' or '.join(self.query.chosen(name))}"


def _values(facet: str, column: Column, counts: Ints, chosen: Sequence[str]) -> tuple[tuple[FacetValue, ...], int]:
    """Return the values of one facet, most frequent first, not known last, and how many more there are."""
    filled = [place for place in range(len(column.values)) if counts[place] or column.values[place] in chosen]
    if facet not in ("verdict", "tier"):  # these have an order of their own
        filled.sort(key=lambda place: (-int(counts[place]), column.labels[place]))
    listed = [place for nth, place in enumerate(filled) if nth < MOST_VALUES or column.values[place] in chosen]
    values = [_value(column.values[place], column.labels[place], counts[place], chosen) for place in listed]
    if counts[-1] or UNKNOWN in chosen:
        values.append(_value(UNKNOWN, UNKNOWN, counts[-1], chosen))
    absent = [value for value in chosen if value not in (*column.values, UNKNOWN)]
    values += [_value(value, value, 0, chosen) for value in absent]
    return tuple(values), len(filled) - len(listed)


def _value(value: str, label: str, count: int, chosen: Sequence[str]) -> FacetValue:
    return FacetValue(value=value, label=label, count=int(count), chosen=value in chosen)


def _rows(roll: Roll, rows: NDArray[Any], query: ListQuery) -> tuple[ListRow, ...]:
    """Return the lines of some positions, in that order."""
    text = query.text.strip()
    details = roll.register.details(rows, texts=bool(text))
    told = zip(rows, details, quickest_of(roll, np.asarray(rows), details), strict=True)
    return tuple(_row(roll, int(row), detail, query, quickest) for row, detail, quickest in told)


def _row(roll: Roll, row: int, detail: dict[str, Any], query: ListQuery, quickest: Quickest) -> ListRow:
    text = query.text.strip()
    account, register = str(detail["account_id"]), roll.register
    state, kind = roll.states.state(row)
    own = roll.own.get(account)
    er_from = roll.origin(roll.newest_post_ref(row) or detail["er_ref"], detail)
    country = register.country.word(row)
    return ListRow(
        creator_id=creator_id_of(account),
        account_id=account,
        name=detail["name"] or detail["handle"],
        handle=detail["handle"],
        platform=register.platform.word(row) or "",
        url=detail["url"] or "",
        followers=_followers(roll, row, detail),
        er=engagement_value(roll.rates, row, er_from),
        tier=tier_of(float(register.numbers["followers"][row]), query.tier_scheme),
        country=country,
        city=detail["city"] or None,
        languages=tuple(filter(None, (register.languages.word(row) or "").split("|"))),
        niche=register.niche.word(row),
        verdict=state,
        verdict_kind=kind,
        last_seen=detail["seen_at"],
        own_record="" if own is None else own_record_words(own),
        because=because(detail, text) if text else (),
        blocked=roll.states.is_blocked(row),
        quickest=quickest[0],
        quickest_seconds=quickest[1],
    )


def _followers(roll: Roll, row: int, detail: dict[str, Any]) -> Value:
    """Return the follower count as it was written; a rounded one keeps the width of its writing."""
    number, low, high = (float(roll.register.numbers[f"followers{end}"][row]) for end in ("", "_low", "_high"))
    if not np.isfinite(number):
        return unknown("followers", "not given", "people")
    method = "as written" if low == high else "precision of the writing"
    estimate = Estimate(value=number, low=low, high=high, level=1.0, n=1, method=method)
    origin = roll.origin(detail["followers_ref"], detail)
    return Value(name="followers", state="observed", unit="people", estimate=estimate, provenance=origin)


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
        ("first line", query.offset, query.offset >= 0, ("0 or more",)),
    )
    for what, received, fine, allowed in checks:
        if not fine:
            raise InputError(f"There is no such {what}.", received=received, allowed=allowed)
