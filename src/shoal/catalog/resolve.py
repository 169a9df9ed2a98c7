"""Which account a line means. Accounts are one only on certain identity; everything else is a suggestion.

Certain are: the same platform and unchanging platform id, or the same platform and handle while no two ids contradict.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shoal.catalog.identity import Hasher
from shoal.domain.intake import CreatorRow


@dataclass(frozen=True, slots=True)
class Identity:
    """The account of a line, and what was found out on the way (``renamed``, ``handle_changed_hands``)."""

    account_id: str
    alert: str = ""


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """An account as far as identity goes."""

    account_id: str
    platform: str
    handle: str
    platform_id: str | None


def identify(row: CreatorRow, hasher: Hasher, by_id: Mapping[tuple[str, str], KnownAccount],
             by_account: Mapping[str, KnownAccount]) -> Identity:  # fmt: skip
    """Return the account that a line is about.

    ``by_id`` finds accounts by (platform, platform id), ``by_account`` by account id.
    """
    by_handle = hasher.account_id(row.platform, row.key_kind, row.handle)
    if row.platform_id is None:
        return Identity(by_handle)
    same = by_id.get((row.platform, row.platform_id))
    if same is not None:
        renamed = same.handle != row.handle
        return Identity(same.account_id, f"was {same.handle} before: same platform id" if renamed else "")
    holder = by_account.get(by_handle)
    if holder is not None and holder.platform_id not in (None, row.platform_id):
        other = hasher.account_id(row.platform, "platform_id", row.platform_id)
        return Identity(other, f"the handle {row.handle} belonged to another platform id: taken as a new account")
    return Identity(by_handle)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Two accounts that may be one person, and why; a person decides."""

    accounts: tuple[str, str]
    reason: str


def suggest(accounts: Sequence[tuple[str, str, str, str]]) -> tuple[Suggestion, ...]:
    """Return pairs of accounts on different platforms that share a handle and a name.

    ``accounts`` are (account id, platform, handle, name). Weak evidence, so never merged by itself. O(n log n).
    """
    groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for account_id, platform, handle, name in accounts:
        folded = " ".join(name.casefold().split())
        if folded and handle:
            groups.setdefault((handle.casefold(), folded), []).append((account_id, platform))
    return tuple(
        Suggestion(accounts=(first[0], second[0]), reason="same name and same handle on two platforms")
        for group in groups.values()
        for first, second in _pairs(sorted(group))
        if first[1] != second[1]
    )


def _pairs(group: Sequence[tuple[str, str]]) -> Iterable[tuple[tuple[str, str], tuple[str, str]]]:
    return ((group[0], other) for other in group[1:])
