"""The catalogue of one workspace: what was seen, with provenance and expiry."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from shoal.catalog.fast import Road, fits, origin_at
from shoal.catalog.forget import ErasurePlan, erase, plan_erasure
from shoal.catalog.identity import Hasher
from shoal.catalog.ingest import Draft, Ingest, write
from shoal.catalog.read import read_creators, read_deals, read_pool, read_posts, read_samples
from shoal.catalog.records import Origin
from shoal.catalog.resolve import Suggestion, suggest
from shoal.catalog.shown import shown_sql
from shoal.catalog.tables import TABLES
from shoal.domain.bulk import AudienceSamples, Pool, PostTable
from shoal.domain.creator import Creator, SheetDeal
from shoal.domain.intake import Batch, Preview, Reading
from shoal.engines import Engine, Manifest, open_engine
from shoal.errors import ConflictError
from shoal.sources import Survey

POSTS_READ = 60  # newest posts of an account that estimates use; older ones stay stored


class Catalog:
    """Reads and writes the segments of one workspace; ``as_of`` decides what has expired."""

    def __init__(self, engine: Engine, hasher: Hasher) -> None:
        self._engine = engine
        self.hasher = hasher

    # coming in -----------------------------------------------------------------------------------------------------

    def draft(self, reading: Reading, as_of: datetime, suppressed: frozenset[str]) -> Draft:
        """Hold a reading against what is known; nothing is written."""
        return Ingest(self._engine, self.hasher, as_of, suppressed).draft(reading)

    def commit(self, draft: Draft, reading: Reading, batch_id: str, at: datetime, label: str) -> Batch:
        """Write a draft as one batch. Raises ``ConflictError`` where it would add nothing."""
        if draft.empty:
            raise ConflictError(
                "Nothing in it is new: no batch was made.",
                received=reading.file.name,
                next_step="Nothing to do; the same lines were brought in before.",
            )
        facts = facts_of(reading, label, at, draft)

        def origin_of(sequence: int) -> Origin:
            return Origin(batch=batch_id, sequence=sequence, source=reading.source, policy=reading.policy, at=at)

        write(self._engine, draft, origin_of, batch_id, facts)
        return batch_of(batch_id, facts)

    # large files ----------------------------------------------------------------------------------------------------

    def takes_fast_road(self, survey: Survey) -> bool:
        """Say whether the plain lines of a surveyed file can be cast by the engine."""
        return fits(survey, self.hasher)

    def bring_in_large(
        self, survey: Survey, batch_id: str, at: datetime, label: str, suppressed: frozenset[str]
    ) -> tuple[Draft, Batch | None]:
        """Bring a large file of creators in as one batch; ``batch_id`` of ``""`` only tries. See ``fast``.

        Returns its outcomes, and the batch, ``None`` where nothing was written. Raises ``FileFormatError`` where the
        lines do not have the cells of the header: then the slow road says which.
        """
        writer = self._engine.begin(batch_id or "trial")
        try:
            origin = origin_at(survey, writer.batch, writer.sequence, at)
            ingest = Ingest(self._engine, self.hasher, at, suppressed)
            draft = Road(self._engine, self.hasher, survey, ingest, origin, suppressed).travel(writer)
            if not batch_id or not draft.counts["new"] + draft.counts["changed"]:
                writer.abort()
                return draft, None
            facts = facts_of(survey, label, at, draft)
            writer.commit(facts)
        except BaseException:
            writer.abort()
            raise
        return draft, batch_of(batch_id, facts)

    def undo(self, batch_id: str) -> None:
        """Drop a batch; older values show again by themselves. Raises ``NotFoundError``."""
        self._engine.drop_batch(batch_id)

    def batches(self) -> tuple[Batch, ...]:
        """Return the live batches from old to new."""
        return tuple(batch_of(manifest.batch, manifest.facts) for manifest in self._engine.batches())

    def parquet_rows(self, path: Path) -> Iterable[Mapping[str, str | None]]:
        """Yield the rows of a Parquet file as text cells, for the sources to read."""
        return self._engine.parquet_rows(path)

    # going out -----------------------------------------------------------------------------------------------------

    def version(self) -> str:
        """Return a short name of what is live now: equal batches give equal names."""
        return version_of(self._engine.batches())

    def pool(self, as_of: datetime) -> Pool:
        """Return every live account in columns."""
        return read_pool(self._engine, as_of)

    def posts(self, pool: Pool, as_of: datetime) -> PostTable:
        """Return the newest posts of a pool."""
        return read_posts(self._engine, as_of, pool, POSTS_READ)

    def samples(self, accounts: Sequence[str], as_of: datetime) -> AudienceSamples | None:
        """Return the audience samples of some accounts."""
        return read_samples(self._engine, as_of, accounts)

    def creators(self, accounts: Sequence[str], as_of: datetime) -> tuple[Creator, ...]:
        """Return creators as nouns by account id."""
        return read_creators(self._engine, as_of, accounts)

    def deals(self, as_of: datetime) -> tuple[tuple[str, SheetDeal], ...]:
        """Return what the brand's own sheets say of money."""
        return read_deals(self._engine, as_of)

    def suggestions(self, as_of: datetime) -> tuple[Suggestion, ...]:
        """Return pairs of accounts that may be one person."""
        columns = "account_id, platform, handle, coalesce(name, '')"
        rows = self._engine.rows(f"SELECT {columns} FROM ({shown_sql(as_of)}) ORDER BY account_id")
        return suggest([(row[0], row[1], row[2], row[3]) for row in rows])

    def counts(self) -> dict[str, int]:
        """Return how many rows each table holds."""
        return {table: int(self._engine.rows(f"SELECT count(*) FROM {table}")[0][0]) for table in TABLES}

    # going away ----------------------------------------------------------------------------------------------------

    def plan_erasure(self, accounts: tuple[str, ...]) -> ErasurePlan:
        """Count what an erasure would touch."""
        return plan_erasure(self._engine, self.hasher, accounts)

    def erase(self, accounts: tuple[str, ...]) -> int:
        """Take these accounts out of every segment."""
        return erase(self._engine, self.hasher, accounts)

    def close(self) -> None:
        """Let go of the engine."""
        self._engine.close()


def open_catalog(url: str, folder: Path, key: bytes, *, memory_mb: int = 1024) -> Catalog:
    """Open the catalogue in a folder; made where there is none."""
    return Catalog(open_engine(url, folder, TABLES, memory_mb=memory_mb), Hasher(key))


def facts_of(reading: Reading | Survey, label: str, at: datetime, draft: Draft) -> dict[str, object]:
    """Return what a batch's manifest notes of it."""
    return {
        "kind": reading.kind,
        "source": reading.source,
        "label": label,
        "at": at.isoformat(),
        "counts": dict(draft.counts),
        "policy": reading.policy,
        "sha256": reading.file.sha256,
    }


def batch_of(batch_id: str, facts: Mapping[str, object]) -> Batch:
    """Return a batch as a noun from what its manifest notes."""
    counts = facts["counts"]
    return Batch(
        id=batch_id,
        kind=str(facts["kind"]),
        source=str(facts["source"]),
        label=str(facts["label"]),
        at=datetime.fromisoformat(str(facts["at"])),
        counts=dict(counts) if isinstance(counts, Mapping) else {},
        policy=str(facts["policy"]),
        sha256=str(facts["sha256"]),
    )


def version_of(manifests: Sequence[Manifest]) -> str:
    """Return a short hash over the live batches and their row counts."""
    text = "\n".join(f"{manifest.batch} {sorted(manifest.rows.items())}" for manifest in manifests)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def preview_of(reading: Reading, draft: Draft, path: str) -> Preview:
    """Return what a person sees before anything is stored; lines in the order of the file."""
    return Preview(
        kind=reading.kind,
        source=reading.source,
        file=reading.file,
        options=reading.options,
        columns=reading.columns,
        rows=reading.rows,
        counts=dict(draft.counts),
        questions=reading.questions,
        notes=tuple(sorted(draft.notes, key=lambda note: note.row)),
        results=tuple(sorted(draft.results, key=lambda result: result.row)),
        facts_found=reading.facts_found,
        totals=reading.totals,
        path=path,
    )
