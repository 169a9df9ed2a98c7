"""Which account a line means. Accounts are one only on certain identity; everything else is a suggestion.

Certain are: the same platform and unchanging platform id, or the same platform and handle while no two ids contradict.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shoal.catalog.identity import Hasher
from shoal.domain.intake import CreatorRow

PLATFORM_ID = "platform_id"  # the kind of key of an account that cannot go by its handle


@dataclass(frozen=True, slots=True)
class Identity:
    """The account of a line, and what was found out on the way (``renamed``, ``handle_changed_hands``)."""

    account_id: str
    alert: str = ""


Name = tuple[str, str, str]  # platform, kind of key, handle


class Directory:
    """Which account goes by which name and platform id, as far as the workspace and the file so far say.

    A name belongs to the account that was last seen under it. Filled from old to new by ``learn``.
    """

    def __init__(self, hasher: Hasher) -> None:
        self._hasher = hasher
        self._by_name: dict[Name, str] = {}
        self._by_id: dict[tuple[str, str], str] = {}
        self._ids: dict[str, str] = {}
        self._handles: dict[str, str] = {}

    def learn(self, account_id: str, name: Name, platform_id: str | None) -> None:
        """Remember that an account was seen under a name, and with a platform id where there is one."""
        self._by_name[name] = account_id
        self._handles[account_id] = name[2]
        if platform_id is not None:
            self._by_id.setdefault((name[0], platform_id), account_id)
            self._ids.setdefault(account_id, platform_id)

    def knows(self, account_id: str) -> bool:
        """Say whether an account was learned before."""
        return account_id in self._handles

    def account(self, name: Name) -> str:
        """Return the account that goes by a name, known or not."""
        return self._by_name.get(name) or self._hasher.account_id(*name)

    def identify(self, row: CreatorRow) -> Identity:
        """Return the account that a line is about, and remember it for the lines below."""
        name = (row.platform, row.key_kind, row.handle)
        found = self._found(row, name)
        self.learn(found.account_id, name, row.platform_id)
        return found

    def _found(self, row: CreatorRow, name: Name) -> Identity:
        by_name = self.account(name)
        if row.platform_id is None:
            return Identity(by_name)
        same = self._by_id.get((row.platform, row.platform_id))
        if same is not None:
            before = self._handles[same]
            return Identity(same, f"was {before} before: same platform id" if before != row.handle else "")
        if self._ids.get(by_name) is None:
            return Identity(by_name)
        other = self._hasher.account_id(row.platform, PLATFORM_ID, row.platform_id)
        return Identity(other, f"the handle {row.handle} belonged to another platform id: taken as a new account")


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
