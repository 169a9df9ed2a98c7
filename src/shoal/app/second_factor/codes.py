"""One-time codes by the clock (RFC 6238 over RFC 4226), and recovery codes.

HMAC-SHA-1, six digits and thirty seconds: what every authenticator app reads, whatever the address of a setup says.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20  # RFC 4226, 4: the length of the hash is recommended, 16 at least
# RFC 6238, 5.2: one step for what is under way, and one ahead, as a phone and a small server differ by seconds
STEPS_APART = (-1, 0, 1)
RECOVERY_CODES = 10
RECOVERY_BYTES = 15  # 120 bits, so a plain hash suffices (OWASP ASVS 5.0, 6.5.2: 112); 24 letters without a rest


def step_at(at: datetime) -> int:
    """Return the number of the thirty seconds that a moment lies in."""
    return int(at.timestamp()) // STEP_SECONDS


def code_of(secret: bytes, step: int) -> str:
    """Return the six digits of a step."""
    mac = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    start = mac[-1] & 0x0F
    number = int.from_bytes(mac[start : start + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_of(code: str, secret: bytes, at: datetime) -> int | None:
    """Return the step whose code somebody typed, ``None`` where it is that of none near this moment."""
    now, typed = step_at(at), _plain(code).encode()
    fits = [now + apart for apart in STEPS_APART if hmac.compare_digest(code_of(secret, now + apart).encode(), typed)]
    return max(fits, default=None)


def is_one_time_code(code: str) -> bool:
    """Say whether this has the form of a one-time code; anything else is taken for a recovery code."""
    plain = _plain(code)
    return len(plain) == DIGITS and plain.isdecimal()


def secret_in_words(secret: bytes) -> str:
    """Return a secret as people type it into an app: groups of four letters."""
    return _grouped(base64.b32encode(secret).decode(), " ")


def setup_address(secret: bytes, *, account: str, issuer: str) -> str:
    """Return the address that a picture for an app holds."""
    # the colon parts both, so neither may hold one
    label = ":".join(quote(part.replace(":", " ")) for part in (issuer, account))
    told = {"secret": base64.b32encode(secret).decode(), "issuer": issuer, "digits": DIGITS, "period": STEP_SECONDS}
    return f"otpauth://totp/{label}?{urlencode(told, quote_via=quote)}"


def recovery_code(drawn: bytes) -> str:
    """Return drawn bytes as a recovery code: groups of four letters."""
    return _grouped(base64.b32encode(drawn).decode().lower(), "-")


def recovery_hash(code: str) -> str:
    """Return what is kept of a recovery code; spaces, dashes and capitals do not matter."""
    return hashlib.sha256(b"shoal recovery " + _plain(code).encode()).hexdigest()


def _plain(code: str) -> str:
    return "".join(code.split()).replace("-", "").casefold()


def _grouped(text: str, between: str) -> str:
    return between.join(text[start : start + 4] for start in range(0, len(text), 4))
