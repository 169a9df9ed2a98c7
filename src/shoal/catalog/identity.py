"""Keyed names for people: the same account gets the same id in every batch, and nobody can guess it without the key."""

from __future__ import annotations

import hashlib
import hmac

BLOCK_BYTES = 64  # of SHA-256, as HMAC needs it
SEPARATOR = "\x1f"
ID_DIGITS = 24  # 96 bits: a million accounts meet by chance once in 10^17 workspaces


class Hasher:
    """HMAC-SHA-256 under the workspace key, in Python and as an SQL expression that gives the same digits."""

    def __init__(self, key: bytes) -> None:
        if len(key) > BLOCK_BYTES:
            key = hashlib.sha256(key).digest()
        self._key = key
        padded = key.ljust(BLOCK_BYTES, b"\0")
        self._inner = bytes(byte ^ 0x36 for byte in padded).hex()
        self._outer = bytes(byte ^ 0x5C for byte in padded).hex()

    def __call__(self, kind: str, text: str) -> str:
        """Return the keyed hash of one normalised identifier as 64 hexadecimal digits."""
        message = f"{kind}{SEPARATOR}{text}".encode()
        return hmac.new(self._key, message, hashlib.sha256).hexdigest()

    def sql(self, expression: str) -> str:
        """Return SQL for the keyed hash of a text expression that already carries its kind (see ``account_key``)."""
        inner = f"sha256(unhex('{self._inner}') || encode({expression}))"
        return f"sha256(unhex('{self._outer}') || unhex({inner}))"

    def account_id(self, platform: str, key_kind: str, handle: str) -> str:
        """Return the id of an account that is known by its handle (or channel id, custom link, row id)."""
        return "ac_" + self(f"account{SEPARATOR}{platform}{SEPARATOR}{key_kind}", handle)[:ID_DIGITS]

    def account_id_sql(self, platform: str, key_kind: str, handle: str) -> str:
        """Return SQL for ``account_id`` over three text expressions."""
        parts = ("'account'", platform, key_kind, handle)
        return f"'ac_' || substr({self.sql(' || chr(31) || '.join(parts))}, 1, {ID_DIGITS})"

    def post_id(self, account_id: str, post_key: str) -> str:
        """Return the id of a post within its account."""
        return "po_" + self("post", f"{account_id}{SEPARATOR}{post_key}")[:ID_DIGITS]

    def person(self, platform: str, person: str) -> int:
        """Return the 64-bit key of a person seen in an audience or among the commenters."""
        return int(self(f"person{SEPARATOR}{platform}", person)[:16], 16)


def creator_id_of(account_id: str) -> str:
    """Return the id of the creator who, until a merge says otherwise, owns just this account."""
    return "cr_" + account_id.removeprefix("ac_")
