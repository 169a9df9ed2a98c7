"""What the manifest of a batch notes of it, and what a person sees of a reading before it becomes one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from shoal.catalog.ingest import Draft
from shoal.domain.intake import Batch, Preview, Reading
from shoal.engines import Manifest
from shoal.sources import Survey


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
        brand=str(facts.get("brand", "")),
    )


def version_of(manifests: Sequence[Manifest]) -> str:
    """Return a short hash over the live batches and their row counts."""
    text = "\n".join(f"{manifest.batch} {sorted(manifest.rows.items())}" for manifest in manifests)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def preview_of(reading: Reading, draft: Draft, path: str) -> Preview:
    """Return what a person sees before anything is stored; lines in the order of the file."""
    return replace(
        reading.preview(draft.counts, path),
        notes=tuple(sorted(draft.notes, key=lambda note: note.row)),
        results=tuple(sorted(draft.results, key=lambda result: result.row)),
    )
