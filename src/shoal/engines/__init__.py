"""Engines hold the columns; one is chosen by URL."""

from __future__ import annotations

from pathlib import Path

from shoal.engines.arrays import Arrays, KeptArrays
from shoal.engines.base import Engine, Lens, Manifest, Tables, Writer
from shoal.errors import InputError

__all__ = ["Arrays", "Engine", "KeptArrays", "Lens", "Manifest", "Tables", "Writer", "open_engine"]


def open_engine(url: str, folder: Path, tables: Tables, *, memory_mb: int = 1024) -> Engine:
    """Open the engine named by ``url`` over the segments in ``folder``.

    ``duckdb://`` is the embedded default. Raises ``InputError`` for a scheme nobody provides.
    """
    if url.startswith("duckdb:"):
        from shoal.engines.duckdb import DuckEngine  # opened late: the library costs a tenth of a second

        return DuckEngine(folder, tables, memory_mb=memory_mb)
    raise InputError(
        "This engine is not known.", received=url, allowed=("duckdb://",), next_step="Take duckdb:// or leave it out."
    )
