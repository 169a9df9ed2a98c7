"""One part of the index on disk: some accounts in columns, vectors and texts, written once and then only read."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shoal.domain.bulk import IndexRows, Ints
from shoal.index.text import folded
from shoal.index.vectors import DIMENSIONS, as_bytes

CODED = ("platform", "country", "city", "languages", "niche", "verdict")  # few distinct texts: kept as codes
NUMBERS = {
    "latitude": np.float32, "longitude": np.float32, "followers": np.float64, "er": np.float32, "er_low": np.float32,
    "er_high": np.float32, "price_minor": np.float64, "last_post": np.float64,
}  # fmt: skip
TEXTS = ("handle", "name", "hashtags", "bio", "captions")  # read for the lines of a page, and for reasons
BETWEEN = "\x1f"  # parts the texts of one row; no text holds it
MARK = BETWEEN.encode()
KEY_SIGNS = 16  # signs of a name by which a list is ordered


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The columns of one part, mapped from disk: several processes share the pages."""

    account_id: NDArray[np.bytes_]
    codes: Mapping[str, NDArray[np.int32]]
    words: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, NDArray[Any]]
    name_key: NDArray[np.uint64]
    small: NDArray[np.int8]
    exact: NDArray[np.float16]
    has_vector: NDArray[np.bool_]
    text: NDArray[np.uint8]
    text_ends: Ints

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.account_id)

    def texts(self, rows: Ints) -> list[dict[str, str]]:
        """Return the texts of some rows, by field."""
        told = (str(one, "utf-8", "replace").split(BETWEEN) for one in self._written(rows))
        return [dict(zip(TEXTS, fields, strict=True)) for fields in told]

    def names(self, rows: Ints) -> list[dict[str, str]]:
        """Return handle and name of some rows alone: a quarter of the time."""
        told = (bytes(one).split(MARK, 2) for one in self._written(rows))
        return [{"handle": handle.decode(), "name": name.decode()} for handle, name, _ in told]

    def _written(self, rows: Ints) -> Iterator[memoryview]:
        whole = self.text.data
        starts, ends = np.where(rows > 0, self.text_ends[rows - 1], 0).tolist(), self.text_ends[rows].tolist()
        return (whole[start:end] for start, end in zip(starts, ends, strict=True))

    def account_ids(self, rows: Ints) -> list[str]:
        """Return the account ids of some rows."""
        return [account.decode("ascii") for account in self.account_id[rows].tolist()]


def write_part(folder: Path, chunks: Sequence[IndexRows], vectors: Sequence[NDArray[np.float32]]) -> None:
    """Write some accounts as one part; everything is on disk when it returns."""
    folder.mkdir(parents=True)
    words: dict[str, list[str]] = {}
    for name in CODED:
        column = np.concatenate([getattr(chunk, name) for chunk in chunks]) if chunks else np.zeros(0, dtype=object)
        words[name], codes = coded(column)
        np.save(folder / f"{name}.npy", codes)
    for name, kind in NUMBERS.items():
        np.save(folder / f"{name}.npy", np.concatenate([getattr(chunk, name) for chunk in chunks]).astype(kind))
    ids = np.concatenate([chunk.account_id for chunk in chunks]).astype("S")
    np.save(folder / "account_id.npy", ids)
    np.save(folder / "name_key.npy", name_keys([str(text) for chunk in chunks for text in names_of(chunk)]))
    whole = np.concatenate(vectors) if vectors else np.zeros((0, DIMENSIONS), dtype=np.float32)
    np.save(folder / "small.npy", as_bytes(whole))
    np.save(folder / "exact.npy", whole.astype(np.float16))
    np.save(folder / "has_vector.npy", whole.any(axis=1))
    rows = [row for chunk in chunks for row in text_rows(chunk)]
    np.save(folder / "text_ends.npy", np.cumsum([len(row) for row in rows], dtype=np.int64))
    np.save(folder / "text.npy", np.frombuffer(b"".join(rows), dtype=np.uint8))
    (folder / "words.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
    settle(folder)


def open_part(folder: Path) -> Part:
    """Open one part; nothing but the words of its codes is read before it is asked for."""

    def mapped(name: str) -> NDArray[Any]:
        return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))  # still mapped, without the cost of that kind

    words = json.loads((folder / "words.json").read_text(encoding="utf-8"))
    return Part(
        account_id=mapped("account_id"),
        codes={name: mapped(name) for name in CODED},
        words={name: tuple(words[name]) for name in CODED},
        numbers={name: mapped(name) for name in NUMBERS},
        name_key=mapped("name_key"),
        small=mapped("small"),
        exact=mapped("exact"),
        has_vector=mapped("has_vector"),
        text=mapped("text"),
        text_ends=mapped("text_ends"),
    )


def coded(column: NDArray[np.object_]) -> tuple[list[str], NDArray[np.int32]]:
    """Return the distinct texts of a column and a code for each row, -1 where it is empty."""
    numbers: dict[str, int] = {"": -1}
    codes = np.fromiter(
        (numbers.setdefault(text, len(numbers) - 1) for text in column.tolist()), dtype=np.int32, count=len(column)
    )
    return list(numbers)[1:], codes


def names_of(chunk: IndexRows) -> NDArray[np.object_]:
    """Return the name of each account, or its handle where it has none."""
    return np.where(chunk.name != "", chunk.name, chunk.handle)


def name_keys(names: Sequence[str]) -> NDArray[np.uint64]:
    """Return (rows, 2) numbers that are in the order in which a person reads the names, by their first 16 letters."""
    plain = [folded(name).lstrip()[:KEY_SIGNS].encode("utf-8")[:KEY_SIGNS].ljust(KEY_SIGNS, b"\0") for name in names]
    return np.frombuffer(b"".join(plain), dtype=">u8").reshape(-1, 2).astype(np.uint64)


def text_rows(chunk: IndexRows) -> list[bytes]:
    """Return the texts of each account as one piece of bytes."""
    columns = (getattr(chunk, name).tolist() for name in TEXTS)
    return [BETWEEN.join(text.replace(BETWEEN, " ") for text in row).encode() for row in zip(*columns, strict=True)]


def rows_of(part: Part, rows: Ints) -> IndexRows:
    """Return some rows of a part as they came in, for writing an index of words anew."""
    texts = part.texts(rows)
    told: dict[str, Any] = {name: np.array([one[name] for one in texts], dtype=object) for name in TEXTS}
    for name in CODED:
        known = np.array([*part.words[name], ""], dtype=object)
        told[name] = known[part.codes[name][rows]]
    told |= {name: part.numbers[name][rows].astype(np.float64) for name in NUMBERS}
    told["account_id"] = np.char.decode(part.account_id[rows], "ascii").astype(object)
    return IndexRows(**told)


def blanked(folder: Path, source: Path, rows: Ints) -> None:
    """Write a part anew without what is known of some rows; they stay as empty places, so that numbers still fit."""
    part = open_part(source)
    every = rows_of(part, np.arange(len(part)))
    columns: dict[str, Any] = {name: getattr(every, name).copy() for name in IndexRows.__slots__}
    for name, column in columns.items():
        column[rows] = "" if column.dtype == object else np.nan
        columns[name] = column
    vectors = np.asarray(part.exact, dtype=np.float32).copy()
    vectors[rows] = 0
    write_part(folder, [IndexRows(**columns)], [vectors])


def settle(folder: Path) -> None:
    """Wait until the files of a folder are on disk."""
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
