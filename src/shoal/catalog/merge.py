"""What a line adds to what is known: new, changed or same. Pure, and the same for every road into the catalogue.

A line counts against what is there after the lines above it. Within one file the first value stays and another is a
conflict; across files the newest shows, and both are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from shoal.catalog.records import JOIN, Record
from shoal.catalog.tables import FIGURES

# other spellings of these are no conflict: a person is called one thing here and another there
WORDING = frozenset({"name", "notes", "country_raw", "handle_raw", "url", "city", "niche", "bio", "kind"})
LISTS = frozenset({"codes", "languages"})
IDENTITY = frozenset({"account_id", "platform", "handle", "key_kind"})
# these belong to the codes of their own line, so another line may say something else without a conflict
OF_THE_LINE = frozenset({"code_uses", "link_clicks", "revenue_minor", "revenue_currency"})
IGNORED = frozenset({"raw", "extra", "handle_raw", "url", "kind", "cells_hash", "latitude", "longitude", "country_raw"})


@dataclass(slots=True)
class Known:
    """One account as far as it is known: what the workspace shows, then what the file has said so far."""

    shown: Record = field(default_factory=dict)
    said: Record = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    deals: dict[str, Record] = field(default_factory=dict)  # figures of the sheet by the codes of their line
    deals_said: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a line does: its outcome, the fields it adds or replaces, and where it contradicts a line above it."""

    outcome: Literal["new", "changed", "same"]
    fields: tuple[str, ...]
    conflicts: tuple[tuple[str, Any, Any], ...]


def apply_line(record: Record, known: Known, *, exists: bool) -> Effect:
    """Hold one line against what is known and remember it. O(columns of the line)."""
    new_codes = set(_parts(record.get("codes"))) - known.codes
    added, conflicts = [], []
    for name in _told(record):
        here = known.said.get(name)
        if here is None:
            if not agrees(record, known.shown, name):
                added.append(name)
        elif name not in WORDING and not agrees(record, known.said, name):
            conflicts.append((name, here, record[name]))
    if new_codes:
        added.append("codes")
    added.extend(_deal_changes(record, known))
    _remember(record, known, new_codes)
    outcome: Literal["new", "changed", "same"] = "new" if not exists else "changed" if added else "same"
    return Effect(outcome, tuple(added), tuple(conflicts))


def agrees(record: Mapping[str, Any], known: Mapping[str, Any], name: str) -> bool:
    """Say whether a value tells nothing beyond what is known: equal, or written so coarsely that it covers it."""
    told, shown = record.get(name), known.get(name)
    if told == shown:
        return True
    if shown is None or name not in FIGURES or told is None:
        return False
    low = record.get(f"{name}_low")
    high = record.get(f"{name}_high")
    return low is not None and high is not None and bool(low <= shown <= high)


def _told(record: Record) -> Iterable[str]:
    """Yield the fields that a line says something about and that count."""
    skip = IDENTITY | LISTS | OF_THE_LINE | IGNORED
    for name, value in record.items():
        if value is not None and name not in skip and not name.endswith(("_low", "_high")):
            yield name


def _deal_changes(record: Record, known: Known) -> list[str]:
    """Return the sheet's figures that differ from those known for the same codes; a line pasted twice adds nothing."""
    told = [name for name in sorted(OF_THE_LINE) if record.get(name) is not None]
    codes = record.get("codes") or ""
    if not told or codes in known.deals_said:
        return []
    known.deals_said.add(codes)
    before = known.deals.get(codes, {})
    return [name for name in told if before.get(name) != record[name]]


def _remember(record: Record, known: Known, new_codes: set[str]) -> None:
    known.codes |= new_codes
    for name, value in record.items():
        if value is not None and known.said.get(name) is None:
            known.said[name] = value


def _parts(text: str | None) -> list[str]:
    return text.split(JOIN) if text else []


def known_from(shown: Record, deals: Iterable[Record] = ()) -> Known:
    """Return the starting point for an account that the workspace already shows."""
    by_codes = {deal.get("codes") or "": deal for deal in deals}
    return Known(shown=shown, codes=set(_parts(shown.get("codes"))), deals=by_codes)
