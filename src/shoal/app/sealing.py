"""Sealing: what may lie on the disk only so that nobody reads it without the workspace key.

Fernet (AES-128 in CBC mode, HMAC-SHA-256 over it, a random start each time) under a key of its own, derived from the
workspace key by HMAC-SHA-256: who gets hold of a sealed text learns nothing of the key under which people are hashed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING

from shoal.errors import ConflictError

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

PURPOSE = b"shoal sealed contacts 1"


def _box(key: bytes) -> Fernet:
    from cryptography.fernet import Fernet  # noqa: PLC0415  loads a large library that few verbs need

    return Fernet(base64.urlsafe_b64encode(hmac.new(key, PURPOSE, hashlib.sha256).digest()))


def sealed(key: bytes, data: bytes) -> bytes:
    """Return data that only this workspace can open."""
    return _box(key).encrypt(data)


def opened(key: bytes, data: bytes) -> bytes:
    """Return what was sealed. Raises ``ConflictError`` where it was sealed under another key, or damaged."""
    from cryptography.fernet import InvalidToken  # noqa: PLC0415  as above

    try:
        return _box(key).decrypt(data)
    except InvalidToken as cause:
        raise ConflictError(
            "This was sealed under another workspace key, or it is damaged.",
            next_step="Put back the key that belongs to this ledger.",
        ) from cause
