"""Who did what, chained: every entry's hash covers the one before it, so a changed or missing entry is found.

What was said (names, texts) lies apart as a payload that erasure may empty; its hash stays in the chain.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from shoal.domain.people import Actor, AuditEntry
from shoal.ledger import models
from shoal.ledger.codec import to_plain
from shoal.ledger.desk import Desk
from shoal.ledger.setup import speaking

START = "0" * 64
CHAIN = 7_061_726  # PostgreSQL's advisory lock of the chain; any number will do, as long as it is always this
SALT_BYTES = 16


class Audit:
    """The chain of one workspace; brands share it and read only their own entries."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def record(self, actor: Actor, verb: str, subject: str, payload: Mapping[str, Any], at: datetime) -> AuditEntry:
        """Append one entry. Call it inside the transaction of the change where there is one."""
        document, salt = json.loads(json.dumps(to_plain(payload), default=str)), secrets.token_hex(SALT_BYTES)
        with self._desk.transaction():
            self._desk.take_turns(CHAIN)
            last = self._desk.all(models.AuditEntry).order_by("-seq").first()
            seq, previous = (last.seq + 1, last.hash) if last else (1, START)
            row = models.AuditEntry(
                seq=seq, at=at.astimezone(UTC), actor_id=actor.id, actor_name=actor.name, door=actor.door, verb=verb,
                subject=subject[:120], brand_key=self._desk.brand_id, payload_sha256=_sha256(salt, document),
                hash="",
            )  # fmt: skip
            row.hash = hash_of(row, previous)
            row.save(using=self._desk.alias, force_insert=True)
            self._desk.all(models.AuditPayload).create(entry=row, salt=salt, document=document)
        return _entry(row, document)

    def entries(
        self,
        *,
        verb: str = "",
        actor_id: str = "",
        before: int | None = None,
        limit: int = 50,
        everywhere: bool = False,
    ) -> tuple[AuditEntry, ...]:
        """Return entries of this brand (or of all with ``everywhere``), newest first; ``before`` pages on."""
        with speaking():
            rows = self._desk.all(models.AuditEntry).select_related("auditpayload").order_by("-seq")
            if not everywhere:
                rows = rows.filter(brand_key__in=("", self._desk.brand_id))
            if verb:
                rows = rows.filter(verb=verb)
            if actor_id:
                rows = rows.filter(actor_id=actor_id)
            if before is not None:
                rows = rows.filter(seq__lt=before)
            return tuple(_entry(row, _payload(row)[1]) for row in rows[:limit])

    def verify(self) -> int | None:
        """Return the first sequence number at which the chain does not hold, ``None`` where it does. O(entries)."""
        previous, expected = START, 1
        with speaking():
            for row in self._desk.all(models.AuditEntry).select_related("auditpayload").order_by("seq").iterator():
                salt, payload = _payload(row)
                told = (payload is None and not salt) or _sha256(salt, payload) == row.payload_sha256
                if row.seq != expected or row.hash != hash_of(row, previous) or not told:
                    return expected
                previous, expected = row.hash, expected + 1
        return None

    def head(self) -> tuple[int, str]:
        """Return number and hash of the newest entry; printed on exports, so that a later chain can be compared."""
        with speaking():
            last = self._desk.all(models.AuditEntry).order_by("-seq").first()
        return (last.seq, last.hash) if last else (0, START)


def hash_of(row: models.AuditEntry, previous: str) -> str:
    """Return the hash of an entry: over the one before it and all that it says."""
    told = [
        previous, row.seq, row.at.astimezone(UTC).isoformat(timespec="microseconds"), row.actor_id, row.actor_name,
        row.door, row.verb, row.subject, row.brand_key, row.payload_sha256,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _payload(row: models.AuditEntry) -> tuple[str, Any]:
    """Return salt and document of an entry; a row that is gone reads as one that never was (``verify`` finds it)."""
    held = getattr(row, "auditpayload", None)
    return (held.salt, held.document) if held else ("gone", None)


def _sha256(salt: str, document: Any) -> str:  # noqa: ANN401  plain JSON
    text = salt + json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def _entry(row: models.AuditEntry, payload: Any) -> AuditEntry:  # noqa: ANN401  plain JSON
    return AuditEntry(
        seq=row.seq, at=row.at, actor_id=row.actor_id, actor_name=row.actor_name, door=row.door, verb=row.verb,
        subject=row.subject, brand_id=row.brand_key, payload=payload, hash=row.hash,
    )  # fmt: skip
