"""What a line adds to what is known: new, changed or same. Pure, and the same for every road into the catalogue.

A line counts against what is there after the lines above it. Within one file the first value stays and another is a
conflict; across files the newest shows, and both are kept. So that a file brought in again adds nothing, a line is
stored without the values that may not show: those that contradict a line above it, and those that only repeat, more
coarsely, what is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from shoal.catalog.records import JOIN, Record
from shoal.catalog.tables import FIGURES, FOLLOWS

# other spellings of these are no conflict: a person is called one thing here and another there
WORDING = frozenset({
    "name", "notes", "country_raw", "handle_raw", "url", "city", "niche", "bio", "kind", "languages",
})  # fmt: skip
IDENTITY = frozenset({"account_id", "platform", "handle", "key_kind"})
# these belong to the codes of their own line, so another line may say something else without a conflict
OF_THE_LINE = frozenset({"code_uses", "link_clicks", "revenue_minor", "revenue_currency"})
IGNORED = frozenset({"raw", "extra", "handle_raw", "url", "kind", "cells_hash", "latitude", "longitude", "country_raw"})
APART = IDENTITY | OF_THE_LINE | IGNORED | {"codes"} | {f"{name}{end}" for name in FIGURES for end in ("_low", "_high")}
PARTNERS: dict[str, tuple[str, ...]] = {
    whole: tuple(part for part, of in FOLLOWS.items() if of == whole) for whole in FOLLOWS.values()
}


@dataclass(slots=True)
class Known:
    """One account as far as it is known: what the workspace shows, then what the file has said so far.

    ``not_stored`` are fields said by a line that added nothing: a later line may not replace them. ``deals`` are
    figures of the sheet by the codes of their line, ``metrics`` further figures by name. ``lines`` are stored lines,
    for files that say themselves when they saw what they tell.
    """

    shown: Record = field(default_factory=dict)
    said: Record = field(default_factory=dict)
    not_stored: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    deals: dict[str, Record] = field(default_factory=dict)
    deals_said: dict[str, Record] = field(default_factory=dict)
    metrics: dict[str, float | None] = field(default_factory=dict)
    metrics_said: set[str] = field(default_factory=set)
    lines: list[Record] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Told:
    """What a line tells beside its columns: further figures by name, and when they were seen if it says so.

    ``extra`` says whether unknown columns are news where none show: another brand may have told all the rest before.
    """

    metrics: Mapping[str, float | None] = field(default_factory=dict)
    seen_at: datetime | None = None
    extra: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """What a line does: its outcome, the fields it adds or replaces, and where it contradicts a line above it.

    ``record`` is the line as it may be stored, ``metrics`` are the names of its further figures that are news.
    """

    outcome: Literal["new", "changed", "same"]
    fields: tuple[str, ...]
    conflicts: tuple[tuple[str, Any, Any], ...]
    record: Record
    metrics: tuple[str, ...] = ()


def apply_line(record: Record, known: Known, *, exists: bool, told: Told | None = None) -> Effect:
    """Hold one line against what is known and remember it. O(columns of the line)."""
    told = told or Told()
    if told.seen_at is not None and any(_is_stored(record, told.seen_at, line) for line in known.lines):
        _remember(record, known, stored=False)
        return Effect("same", (), (), record)
    weighed = _Weighed()
    for name in _fields_told(record):
        weighed.weigh(name, record, known)
    if set(_parts(record.get("codes"))) - known.codes:
        weighed.added.append("codes")
    weighed.deal(record, known)
    if known.shown.get("handle") not in (None, record.get("handle")) and "handle" not in known.said:
        weighed.added.append("handle")  # the account was found by its platform id and goes by another name now
    if told.extra and _shows_first(record, known, "extra"):
        weighed.added.append("extra")
    metrics = tuple(name for name, value in told.metrics.items() if _is_news(name, value, known))
    fields = (*weighed.added, *metrics)
    outcome: Literal["new", "changed", "same"] = "new" if not exists else "changed" if fields else "same"
    _remember(record, known, stored=outcome != "same")
    return Effect(outcome, fields, tuple(weighed.conflicts), _without(record, weighed.left_out()), metrics)


def agrees(record: Mapping[str, Any], known: Mapping[str, Any], name: str) -> bool:
    """Say whether a value tells nothing beyond what is known: equal, or written so coarsely that it covers it."""
    told, shown = record.get(name), known.get(name)
    if told == shown:
        return True
    if name == "languages":
        return set(_parts(told)) == set(_parts(shown))
    if shown is None or name not in FIGURES or told is None:
        return False
    low = record.get(f"{name}_low")
    high = record.get(f"{name}_high")
    return low is not None and high is not None and bool(low <= shown <= high)


def known_from(shown: Record, deals: Iterable[Record] = ()) -> Known:
    """Return the starting point for an account that the workspace already shows."""
    by_codes = {deal.get("codes") or "": deal for deal in deals}
    return Known(shown=shown, codes=set(_parts(shown.get("codes"))), deals=by_codes)


@dataclass(slots=True)
class _Weighed:
    """The fields of one line, weighed one after the other."""

    added: list[str] = field(default_factory=list)
    conflicts: list[tuple[str, Any, Any]] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)

    def weigh(self, name: str, record: Record, known: Known) -> None:
        """Hold one field against the lines above, and where they do not speak of it, against what is shown."""
        whole = FOLLOWS.get(name, name)
        spoken = known.said.get(whole) is not None
        before = known.said if spoken else known.shown
        if agrees(record, before, name):
            if _coarser(record, before, name) and (not spoken or name in known.not_stored):
                self.dropped.append(whole)
        elif not spoken:
            self.added.append(name)
        else:
            self.conflicts.extend([] if name in WORDING else [(name, before.get(name), record[name])])
            self.dropped.extend([whole] if whole in known.not_stored else [])

    def deal(self, record: Record, known: Known) -> None:
        """Weigh the sheet's figures against those known for the same codes; a line pasted twice adds nothing."""
        codes = record.get("codes") or ""
        before, said = known.deals.get(codes, {}), known.deals_said.setdefault(codes, {})
        for name in sorted(OF_THE_LINE):
            told = record.get(name)
            if told is None or (name in FOLLOWS and record.get(FOLLOWS[name]) is None):
                continue
            if name not in said:
                said[name] = told
                self.added.extend([name] if before.get(name) != told else [])
            elif said[name] != told:
                self.conflicts.append((name, said[name], told))
                self.dropped.append(FOLLOWS.get(name, name))

    def left_out(self) -> list[str]:
        """Return the fields that are not stored: not those whose currency or definition is news."""
        news = {FOLLOWS[name] for name in self.added if name in FOLLOWS}
        return [name for name in self.dropped if name not in news]


def _coarser(record: Mapping[str, Any], before: Mapping[str, Any], name: str) -> bool:
    """Say whether a value that agrees would show less than is known: a wider figure, an amount without currency."""
    if any(record.get(part) is None and before.get(part) is not None for part in PARTNERS.get(name, ())):
        return True
    if name not in FIGURES:
        return False
    low, high = record.get(f"{name}_low"), record.get(f"{name}_high")
    if low is None or high is None:
        return False
    known_low, known_high = (before.get(f"{name}{end}") for end in ("_low", "_high"))
    exact = before[name]
    return bool(
        low < (exact if known_low is None else known_low) or high > (exact if known_high is None else known_high)
    )


def _fields_told(record: Record) -> Iterable[str]:
    """Yield the fields that a line says something about and that count."""
    for name, value in record.items():
        if value is not None and name not in APART and (name not in FOLLOWS or record.get(FOLLOWS[name]) is not None):
            yield name


def _is_stored(record: Record, seen_at: datetime, line: Mapping[str, Any]) -> bool:
    """Say whether a line that was seen at a certain time is in the workspace already, though newer ones show.

    A line that has further figures alone tells nothing here, whatever else was seen at that time.
    """
    told = (*_fields_told(record), *(name for name in ("codes", *OF_THE_LINE) if record.get(name) is not None))
    same_time = line["observed_at"] == seen_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    return same_time and bool(told) and all(record[name] == line.get(name) for name in told)


def _shows_first(record: Record, known: Known, name: str) -> bool:
    """Say whether a line tells something of which nothing is known yet."""
    return all(told.get(name) is None for told in (known.shown, known.said)) and record.get(name) is not None


def _is_news(name: str, value: float | None, known: Known) -> bool:
    """Say whether a further figure differs from the newest one known; within a file the first stays."""
    if name in known.metrics_said:
        return False
    known.metrics_said.add(name)
    return name not in known.metrics or known.metrics[name] != value


def _without(record: Record, dropped: Iterable[str]) -> Record:
    """Return a line without some fields and without what belongs to them."""
    gone = set(dropped)
    gone |= {part for name in gone for part in PARTNERS.get(name, ())}
    gone |= {f"{name}{end}" for name in gone & FIGURES.keys() for end in ("_low", "_high")}
    return {name: None if name in gone else value for name, value in record.items()} if gone else record


def _remember(record: Record, known: Known, *, stored: bool) -> None:
    known.codes |= set(_parts(record.get("codes")))
    before = {name for name, value in known.said.items() if value is not None}
    for name, value in record.items():
        whole = FOLLOWS.get(name) or name.removesuffix("_low").removesuffix("_high")
        if value is not None and name not in before and (whole not in before or whole == name):
            known.said[name] = value
            known.not_stored |= set() if stored else {name}


def _parts(text: str | None) -> list[str]:
    return text.split(JOIN) if text else []
