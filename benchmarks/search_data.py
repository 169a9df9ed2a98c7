"""A million made-up creators with 40 words each, and questions to ask of them: the same on every machine.

Places, niches, languages, sizes and the first dozen words are those of the made-up market. The other words are drawn
from the sentence model's own vocabulary (words of 16 languages), the common ones most often: as one over their rank.
Every second creator is moved out of town, so that a circle of 50 km around a town holds at most 2 in a hundred.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import PCG64, Generator
from numpy.typing import NDArray

from shoal.domain.brief import Circle
from shoal.domain.bulk import IndexRows
from shoal.domain.listing import Span
from shoal.domain.search import SearchQuery
from shoal.index.pieces import read_vocabulary
from shoal.world import Accounts, make_accounts

SEED = 5
WORDS = 40
SHORTEST = 3
HIDDEN = 0.05  # share of creators of whom nobody knows the followers
CHUNK = 50_000
VERDICTS = np.array(["ok", "review", "", "refuse"], dtype=object)
GRAZ = Circle(name="Graz", latitude=47.071, longitude=15.438, radius_km=50.0)


def vocabulary(model: Path) -> NDArray[np.object_]:
    """Words of the sentence model, the most common first (its numbers go by frequency)."""
    numbered = read_vocabulary(model).numbered()
    words = sorted((number, piece[1:]) for piece, number in numbered if piece.startswith("\u2581"))
    return np.array([word for _, word in words if len(word) >= SHORTEST and word.isalpha()], dtype=object)


@dataclass(frozen=True, slots=True)
class Made:
    """The creators in columns, their texts made chunk by chunk."""

    accounts: Accounts
    words: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.accounts)

    def chunks(self, first: int = 0, last: int | None = None, prefix: str = "ac") -> Iterator[IndexRows]:
        last = len(self) if last is None else last
        for start in range(first, last, CHUNK):
            yield self.chunk(start, min(start + CHUNK, last), prefix)

    def chunk(self, first: int, last: int, prefix: str) -> IndexRows:
        told, rows = self.accounts, np.arange(first, last)
        dice = Generator(PCG64([SEED, first]))
        size = last - first
        captions = self.captions(dice, told.bio[first:last])
        columns = {name: told.words(name)[first:last] for name in ("platform", "country", "city", "niche")}
        nothing = np.array([""] * size, dtype=object)
        er = dice.gamma(2.0, 0.02, size)
        away = np.where(rows % 2 == 0, dice.uniform(0.8, 2.0, size) * np.sign(dice.random(size) - 0.5), 0.0)
        return IndexRows(
            account_id=np.array([f"{prefix}_{row:024d}" for row in rows], dtype=object),
            handle=told.handle[first:last],
            name=told.name[first:last],
            languages=told.words("language")[first:last],
            bio=told.bio[first:last],
            captions=captions,
            hashtags=nothing,
            verdict=VERDICTS[dice.integers(0, len(VERDICTS), size)],
            latitude=told.latitude[first:last] + away,
            longitude=told.longitude[first:last],
            followers=np.where(dice.random(size) < HIDDEN, np.nan, told.followers[first:last].astype(float)),
            er=er,
            er_low=er * 0.7,
            er_high=er * 1.4,
            price_minor=np.round(np.sqrt(told.followers[first:last].astype(float)) * 150),
            last_post=1.75e9 + dice.uniform(0, 3e7, size),
            **columns,
        )

    def captions(self, dice: Generator, bios: NDArray[np.object_]) -> NDArray[np.object_]:
        shares = np.cumsum(1.0 / np.arange(1, len(self.words) + 1))
        drawn = self.words[np.searchsorted(shares / shares[-1], dice.random((len(bios), WORDS)))]
        short = (max(WORDS - bio.count(" ") - 1, 5) for bio in bios)
        return np.array([" ".join(row[:length]) for row, length in zip(drawn, short, strict=True)], dtype=object)


def made(creators: int, model: Path) -> Made:
    return Made(make_accounts(seed=SEED, creators=creators).accounts, vocabulary(model))


def texts_asked(words: NDArray[np.object_], count: int, seed: int = 9) -> list[str]:
    """Questions of two or three words: what creators are about, with words that one in 100 to 10,000 uses."""
    dice = Generator(PCG64(seed))
    about = (
        "vegan",
        "Kaffee",
        "Rezepte",
        "fair trade",
        "zero waste",
        "Yoga",
        "slow fashion",
        "Reisen",
        "handgemacht",
        "Outfits",
    )
    asked = []
    for _ in range(count):
        some = [str(word) for word in words[dice.integers(60, 4_000, dice.integers(1, 3))]]
        asked.append(" ".join((str(dice.choice(about)), *some)))
    return asked


def broad(text: str, dice: Generator, *, words: str = "any") -> SearchQuery:
    """A question of which the filters keep about a third: one language and a range of followers."""
    low = float(dice.choice([1_000, 1_050, 1_100]))
    return SearchQuery(text=f"{text} ", words=words, language=("de",), followers=Span(low=low, high=500_000.0))  # type: ignore[arg-type]


def selective(text: str, dice: Generator, *, words: str = "any") -> SearchQuery:
    """A question of which the filters keep at most two in a hundred: a country and 50 km around a town."""
    low = float(dice.choice([1_000, 1_050, 1_100]))
    return SearchQuery(
        text=f"{text} ", words=words, country=("AT",), circle=GRAZ, followers=Span(low=low, high=500_000.0)
    )  # type: ignore[arg-type]
