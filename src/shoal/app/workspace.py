"""A workspace on disk: its settings, its key, and the ids that are given out in it."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shoal.config import KEY_NAME, Settings, write_settings
from shoal.errors import ConflictError

ID_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no letters that look like digits
BRAND_LETTERS = 40  # of a brand's name in a web address


@dataclass(frozen=True, slots=True, kw_only=True)
class Dice:
    """New ids: from the operating system's randomness, or from a seed and a counter for the made-up market."""

    seed: int | None
    folder: Path

    def new_id(self, prefix: str, at: datetime, inputs: str) -> str:
        """Return a new id that sorts by time; in a made-up market it follows from what it is made of."""
        if self.seed is not None:
            digest = hashlib.sha256(f"{self.seed} {prefix} {inputs}".encode()).digest()
            return f"{prefix}_" + "".join(ID_LETTERS[byte % 32] for byte in digest[:10])
        milliseconds = int(at.timestamp() * 1000)
        stamp = "".join(ID_LETTERS[(milliseconds >> shift) & 31] for shift in range(40, -1, -5))
        return f"{prefix}_{stamp}" + "".join(secrets.choice(ID_LETTERS) for _ in range(4))


def make_workspace(settings: Settings) -> None:
    """Make an empty workspace: its settings, and a key of its own (from the seed for a made-up market)."""
    folder = settings.folder
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConflictError(
            f"{folder} holds something that is not a workspace of Shoal.",
            received=folder,
            next_step="Name an empty or new folder with --workspace DIR.",
        )
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "shoal.toml").exists():
        write_settings(settings)
    seed = settings.seed
    key = secrets.token_bytes(32) if seed is None else hashlib.sha256(f"shoal demo {seed}".encode()).digest()
    draft = folder / f"{KEY_NAME}.draft"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key.hex() + "\n")
    draft.replace(folder / KEY_NAME)


def slug_of(name: str) -> str:
    """Return a brand's part of a web address: plain letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain)[:BRAND_LETTERS].strip("-") or "brand"


def read_key(folder: Path) -> bytes:
    """Return the key of a workspace. Raises ``ConflictError`` where it is gone or damaged."""
    try:
        return bytes.fromhex((folder / KEY_NAME).read_text(encoding="ascii").strip())
    except (OSError, ValueError) as cause:
        raise ConflictError(
            f"The key of this workspace ({folder / KEY_NAME}) is missing or damaged; ids and erasures depend on it.",
            next_step="Put the file back from your backup.",
        ) from cause
