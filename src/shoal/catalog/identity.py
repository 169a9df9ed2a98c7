"""Keyed names for people: the same account gets the same id in every batch, and nobody can guess it without the key."""

from __future__ import annotations

import hashlib
import hmac

SEPARATOR = "\x1f"
ID_DIGITS = 24  # 96 bits: a million accounts meet by chance once in 10^17 workspaces


class Hasher:
    """Keyed hashes of people and accounts.

    Customers and people are hashed by HMAC-SHA-256. The id of an account is the first 96 bits of SHA-256 over key and
    name: an engine can compute it in one step for a million lines, and without the rest of the digest it cannot be
    extended to another name.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __call__(self, kind: str, text: str) -> str:
        """Return the keyed hash of one normalised identifier as 64 hexadecimal digits."""
        message = f"{kind}{SEPARATOR}{text}".encode()
        return hmac.new(self._key, message, hashlib.sha256).hexdigest()

    def account_id(self, platform: str, key_kind: str, handle: str) -> str:
        """Return the id of an account that is known by its handle (or channel id, custom link, row id)."""
        named = SEPARATOR.join((self._key.hex(), "account", platform, key_kind, handle))
        return "ac_" + hashlib.sha256(named.encode()).hexdigest()[:ID_DIGITS]

    def account_id_sql(self, platform: str, key_kind: str, handle: str) -> str:
        """Return SQL for ``account_id`` over three text expressions, none of them NULL."""
        start = f"'{self._key.hex()}' || chr(31) || 'account' || chr(31)"
        named = f"concat({start}, {platform}, chr(31) || {key_kind} || chr(31), {handle})"
        return f"concat('ac_', left(sha256({named}), {ID_DIGITS}))"

    def post_id(self, account_id: str, post_key: str) -> str:
        """Return the id of a post within its account."""
        return "po_" + self("post", f"{account_id}{SEPARATOR}{post_key}")[:ID_DIGITS]

    def post_mark(self, platform: str, post_key: str) -> str:
        """Return what is remembered of a post when its account is erased, so that comments under it stay away."""
        return "pm_" + self(f"post mark{SEPARATOR}{platform}", post_key)[:ID_DIGITS]

    def person(self, platform: str, person: str) -> int:
        """Return the 64-bit key of a person seen in an audience or among the commenters."""
        return int(self(f"person{SEPARATOR}{platform}", person)[:16], 16)


def spellings_of(platform: str, handle: str | None, raw: str | None, number: str | None) -> frozenset[tuple[str, str]]:
    """Return (platform, name) under which a file of comments may name an account: it may not say its platform."""
    names = {name for name in (handle, handle and f"@{handle}", raw, number) if name}
    return frozenset((named, name) for named in (platform, "") for name in names)


def creator_id_of(account_id: str) -> str:
    """Return the id of the creator who, until a merge says otherwise, owns just this account."""
    return "cr_" + account_id.removeprefix("ac_")


def account_id_of(creator_id: str) -> str:
    """Return the account that a creator is named after: :func:`creator_id_of`, the other way round."""
    return "ac_" + creator_id.removeprefix("cr_")
