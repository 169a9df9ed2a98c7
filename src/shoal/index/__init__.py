"""Who writes about what: words, meaning and columns of all creators, in versions on disk. Door of the room."""

from __future__ import annotations

from shoal.index.alike import like
from shoal.index.asking import asked
from shoal.index.building import Origin, build, erase, refresh, restamp
from shoal.index.closeness import closeness
from shoal.index.columns import Facet
from shoal.index.embedders import Embedder, embedder_for
from shoal.index.filters import NOTHING_OWN, Own
from shoal.index.lines import with_closest_sentence
from shoal.index.reader import Opened, Reader
from shoal.index.recall import Recall, recall
from shoal.index.searching import search
from shoal.index.store import Store, Version

__all__ = [
    "NOTHING_OWN",
    "Embedder",
    "Facet",
    "Opened",
    "Origin",
    "Own",
    "Reader",
    "Recall",
    "Store",
    "Version",
    "asked",
    "build",
    "closeness",
    "embedder_for",
    "erase",
    "like",
    "recall",
    "refresh",
    "restamp",
    "search",
    "with_closest_sentence",
]
