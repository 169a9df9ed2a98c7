"""Rows and an embedder that is easy to follow: each word has a direction, a text is the mean of its words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from shoal.domain.bulk import IndexRows
from shoal.index import Origin, Reader, Store, build

TEXTS = (
    "account_id", "platform", "handle", "name", "country", "city", "languages", "niche", "bio", "captions", "hashtags",
    "verdict",
)  # fmt: skip
NUMBERS = ("latitude", "longitude", "followers", "er", "er_low", "er_high", "price_minor", "last_post")
ORIGIN = Origin(catalog="c1", made_at="2026-11-22T12:00:00+00:00", facts={"batches": "[]"})


class WordEmbedder:
    """Stands in for the sentence model: texts that share words are close, and nothing else is."""

    name = "words"
    dim = 256

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        found = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
                found[row] += np.random.Generator(np.random.PCG64(seed)).standard_normal(self.dim)
        length = np.linalg.norm(found, axis=1, keepdims=True)
        return (found / np.where(length > 0, length, 1)).astype(np.float32)

    def done(self) -> None:
        """Nothing is kept."""


def rows_from(told: Sequence[dict[str, object]]) -> IndexRows:
    """Return accounts as the index takes them; what is not said is not known."""
    columns = {
        name: np.array([str(one.get(name, "instagram" if name == "platform" else "")) for one in told], dtype=object)
        for name in TEXTS
    }
    numbers = {name: np.array([one.get(name, np.nan) for one in told], dtype=float) for name in NUMBERS}
    return IndexRows(**columns, **numbers)


def person(number: int, bio: str = "", **told: object) -> dict[str, object]:
    """Return one account."""
    return {"account_id": f"ac_{number:026d}", "handle": f"creator{number}", "bio": bio, **told}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "index")


@pytest.fixture
def built(store: Store) -> Callable[..., Reader]:
    """Return a way to build an index of some accounts and open it."""

    def made(*told: dict[str, object], embedder: WordEmbedder | None = None) -> Reader:
        reads = embedder or WordEmbedder()
        version = build(store, [rows_from(told)], len(told), ORIGIN, embedder=reads)
        return Reader(store, version, reads)

    return made


def handles(page: object) -> list[str]:
    """Return the handles of a page in order."""
    return [hit.handle for hit in page.hits]  # type: ignore[attr-defined]  # a page
