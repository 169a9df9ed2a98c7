"""The index built, added to, and cleared of somebody: each time a new version that is whole before it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from tantivy import IndexWriter

from shoal.domain.bulk import IndexRows, Ints
from shoal.index.circles import CELLS, cell_of
from shoal.index.embedders import MISSING, Embedder, embedder_for, embedder_named
from shoal.index.part import blanked, coded, open_part, rows_of, write_part
from shoal.index.store import PartEntry, Shard, Store, Version, names_from
from shoal.index.text import kept, opened
from shoal.index.words import WordDocument, add, cloned, delete, writing

SHARD_ROWS = 250_000  # of one index of words: what an erasure writes anew, about 15 s
CHUNK_ROWS = 8_192  # rows that are worked on together
SCATTERED = 50_000  # rows up to which a shard stays in the order in which they came: there is nothing to skip
STRIPES = 2  # of a degree of latitude, 55 km each: neighbours in one lie side by side from west to east
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What an index is built from: the version of the catalogue, when, and the builder's own notes.

    ``seen`` is the number of the index in place when somebody set out to build (0 for none): where a newer one of the
    same catalogue is there when its turn comes, that one serves.
    """

    catalog: str
    made_at: str
    facts: dict[str, str] = field(default_factory=dict)
    seen: int | None = None


def silent(_rows: int) -> None:
    """Tell nobody."""


def build(
    store: Store, chunks: Iterable[IndexRows], size: int, origin: Origin, *, embedder: Embedder | None = None,
    progress: Progress = silent,
) -> Version:  # fmt: skip
    """Build the index anew from all accounts, in chunks; ``size`` says about how many there are.

    The version before serves until this one is whole. O(texts): a million accounts of 40 words take a few minutes, of
    which half is the vectors. Without an embedder the one for that many accounts is taken; where none is installed the
    index knows words alone.
    """
    with store.writing():
        before = store.version()
        store.sweep(before)  # what a crash left
        if before and built_meanwhile(before, origin):
            return before
        reads = embedder or embedder_for(store.model, size)
        version = Version(
            number=store.number() + 1,
            shards=(),
            embedder=reads.name if reads else "",
            reason="" if reads else MISSING,
            catalog=origin.catalog,
            made_at=origin.made_at,
            facts=origin.facts,
            next_name=before.next_name if before else 1,
        )
        for rows in shards_of(chunks):
            version = with_shard(store, version, rows, reads, size, progress)
        if reads:
            reads.done()
        return store.put_in_place(version, np.zeros(0, dtype=np.int64))


def refresh(
    store: Store, changed: Iterable[IndexRows], gone: Sequence[str], origin: Origin, *, progress: Progress = silent
) -> Version:
    """Add accounts and put what changed in the place of what was known; ``gone`` are accounts that left.

    Readers are not held up. Raises ``ConflictError`` where the vectors cannot be made as those that are there.
    Cost: that of the rows that are added, plus a pass over the ids.
    """
    with store.writing():
        before = store.version()
        if before is None:
            raise LookupError("there is no index to add to")
        store.sweep(before)
        if built_meanwhile(before, origin):
            return before
        reads = embedder_named(before.embedder, store.model) if before.embedder else None
        chunks = [chunk for chunk in changed if len(chunk)]
        ids = [str(account) for chunk in chunks for account in chunk.account_id]
        version = replace(before, number=before.number + 1, catalog=origin.catalog, made_at=origin.made_at,
                          facts=origin.facts)  # fmt: skip
        old = rows_of_accounts(store, before, [*ids, *gone])
        if chunks:
            version = appended(store, version, chunks, [*ids, *gone], reads, progress)
        if reads:
            reads.done()
        return store.put_in_place(version, np.union1d(store.unfound(before), old))


def erase(store: Store, accounts: Sequence[str]) -> Version | None:
    """Take people out for good: their texts, vectors and figures leave every file, at once.

    The parts that hold them are written anew with empty places, the words of those parts from what is left.
    Nothing happens where the index does not know them. O(rows of their shards).
    """
    with store.writing():
        before = store.version()
        if before is None:
            store.sweep(None)
            return None
        rows = rows_of_accounts(store, before, accounts)
        if not len(rows):
            store.sweep(before)
            return before
        unfound = np.union1d(store.unfound(before), rows)
        version = replace(before, number=before.number + 1)
        shards = []
        for shard in before.shards:
            if any(within(part, rows).size for part in shard.parts):
                version, shard = cleared(store, version, shard, rows, unfound)  # noqa: PLW2901  the same shard, without them
            shards.append(shard)
        return store.put_in_place(replace(version, shards=tuple(shards)), unfound)


def restamp(store: Store, origin: Origin) -> Version:
    """Note that the index fits another version of the catalogue: nothing in it changed."""
    with store.writing():
        before = store.version()
        if before is None:
            raise LookupError("there is no index to note that of")
        version = replace(before, number=before.number + 1, catalog=origin.catalog, made_at=origin.made_at,
                          facts=origin.facts)  # fmt: skip
        return store.put_in_place(version, store.unfound(before))


def built_meanwhile(version: Version, origin: Origin) -> bool:
    """Say whether another process has put in place what this one was asked for, while this one waited for its turn."""
    if origin.seen is None or version.number <= origin.seen:
        return False
    return (version.catalog, version.facts) == (origin.catalog, origin.facts)


# steps ---------------------------------------------------------------------------------------------------------------


def shards_of(chunks: Iterable[IndexRows]) -> Iterator[list[IndexRows]]:
    """Yield chunks in shards, neighbours side by side in each."""
    held: list[IndexRows] = []
    for chunk in small_chunks(chunks):
        if sum(map(len, held)) + len(chunk) > SHARD_ROWS:
            yield by_place(held)
            held = []
        held.append(chunk)
    if held:
        yield by_place(held)


def by_place(chunks: Sequence[IndexRows]) -> list[IndexRows]:
    """Return the accounts of a large shard ordered by where they live.

    Who passes a filter by country or distance then lies in a few runs of rows: words, vectors and columns of the others
    are skipped and not fetched.
    """
    if sum(map(len, chunks)) <= SCATTERED:
        return list(chunks)
    whole = IndexRows(**{
        name: np.concatenate([getattr(chunk, name) for chunk in chunks]) for name in IndexRows.__slots__
    })  # fmt: skip
    order = np.lexsort((whole.longitude, np.floor(whole.latitude * STRIPES), coded(whole.country)[1]))
    return list(small_chunks([whole.take(order)]))


def small_chunks(chunks: Iterable[IndexRows]) -> Iterator[IndexRows]:
    """Yield chunks that are small enough to be worked on together."""
    for chunk in chunks:
        for start in range(0, len(chunk), CHUNK_ROWS):
            yield chunk.take(slice(start, start + CHUNK_ROWS))


def with_shard(
    store: Store, version: Version, chunks: Sequence[IndexRows], reads: Embedder | None, size: int, progress: Progress
) -> Version:
    """Return a version with one shard more."""
    part, words = f"p{version.next_name:07}", f"w{version.next_name:07}"
    rows = sum(map(len, chunks))
    with writing(store.words(words), max(rows, size if rows == SHARD_ROWS else rows)) as writer:
        vectors = read_in(writer, chunks, version.next_row, reads, progress)
    write_part(store.part(part), chunks, vectors)
    entry = PartEntry(name=part, first=version.next_row, rows=rows)
    return replace(
        version,
        shards=(*version.shards, Shard(words=words, parts=(entry,))),
        next_row=version.next_row + rows,
        next_name=version.next_name + 1,
        languages=languages_of(version, chunks),
    )


def appended(
    store: Store, version: Version, chunks: Sequence[IndexRows], outdated: Sequence[str], reads: Embedder | None,
    progress: Progress,
) -> Version:  # fmt: skip
    """Return a version with some rows more, in its smallest shard."""
    if not version.shards:
        return with_shard(store, version, chunks, reads, sum(map(len, chunks)), progress)
    smallest = min(version.shards, key=lambda shard: shard.rows)
    part, words = f"p{version.next_name:07}", f"w{version.next_name:07}"
    cloned(store.words(smallest.words), store.words(words))
    rows = sum(map(len, chunks))
    with writing(store.words(words), rows) as writer:
        delete(writer, outdated)
        vectors = read_in(writer, list(small_chunks(chunks)), version.next_row, reads, progress)
    write_part(store.part(part), chunks, vectors)
    entry = PartEntry(name=part, first=version.next_row, rows=rows)
    grown = Shard(words=words, parts=(*smallest.parts, entry))
    return replace(
        version,
        shards=tuple(grown if shard is smallest else shard for shard in version.shards),
        next_row=version.next_row + rows,
        next_name=version.next_name + 1,
        languages=languages_of(version, chunks),
    )


def cleared(store: Store, version: Version, shard: Shard, rows: Ints, unfound: Ints) -> tuple[Version, Shard]:
    """Return a shard without some rows, its words written anew from what is left."""
    names = iter(names_from(version, len(shard.parts) + 1, "p"))
    parts = []
    for part in shard.parts:
        inside = within(part, rows) - part.first
        name = part.name
        if inside.size:
            name = next(names)
            blanked(store.part(name), store.part(part.name), inside)
        parts.append(replace(part, name=name))
    words = f"w{version.next_name:07}"
    with writing(store.words(words), shard.rows) as writer:
        for part in parts:
            whole = open_part(store.part(part.name))
            kept_rows = np.setdiff1d(np.arange(part.rows), within(part, unfound) - part.first)
            for start in range(0, len(kept_rows), CHUNK_ROWS):
                chosen = kept_rows[start : start + CHUNK_ROWS]
                add(writer, documents(rows_of(whole, chosen), chosen + part.first))
    version = replace(version, next_name=version.next_name + len(shard.parts) + 1)
    return version, Shard(words=words, parts=tuple(parts))


def read_in(
    writer: IndexWriter, chunks: Sequence[IndexRows], first: int, reads: Embedder | None, progress: Progress
) -> list[NDArray[np.float32]]:
    """Add accounts to an index of words; return their vectors."""
    vectors = []
    for rows, chunk in numbered(chunks, first):
        add(writer, documents(chunk, rows))
        vectors.append(directions(reads, chunk))
        progress(len(chunk))
    return vectors


def numbered(chunks: Sequence[IndexRows], first: int) -> Iterator[tuple[Ints, IndexRows]]:
    """Yield chunks with the numbers of their rows."""
    for chunk in chunks:
        yield np.arange(first, first + len(chunk)), chunk
        first += len(chunk)


def within(part: PartEntry, rows: Ints) -> Ints:
    """Return which of some row numbers lie in a part."""
    return rows[(rows >= part.first) & (rows < part.first + part.rows)]


def directions(reads: Embedder | None, chunk: IndexRows) -> NDArray[np.float32]:
    """Return a vector for each account: what she writes, and what she is filed under."""
    if reads is None:
        return np.zeros((len(chunk), 256), dtype=np.float32)
    columns = (chunk.niche, chunk.bio, chunk.captions, chunk.hashtags)
    return reads.embed([" ".join(filter(None, row)) for row in zip(*columns, strict=True)])


def documents(chunk: IndexRows, rows: Ints) -> Iterator[WordDocument]:
    """Yield what the index of words reads of each account."""
    names = ("account_id", "name", "handle", "niche", "hashtags", "bio", "captions", "platform", "country", "languages")
    cells = cells_of(chunk)
    columns = (getattr(chunk, name).tolist() for name in names)
    for row, cell, told in zip(rows.tolist(), cells, zip(*columns, strict=True), strict=True):
        account, name, handle, niche, hashtags, bio, captions, platform, country, languages = told
        texts = {
            "names": f"{name} {opened(handle)}",
            "topics": f"{niche} {opened(hashtags)}",
            "bio": bio,
            "captions": captions,
        }
        cut = {field: kept(text) for field, text in texts.items()}
        spoken = [language for language in languages.split("|") if language]
        marks = [f"platform:{platform}", f"country:{country}", f"niche:{niche}", *cell]
        yield WordDocument(
            account_id=account,
            row=row,
            fields={field: words for field, (words, _) in cut.items()},
            signs=" ".join(filter(None, (signs for _, signs in cut.values()))),
            language=spoken[0] if spoken else "",
            marks=(*marks, *(f"language:{language}" for language in spoken)),
        )


def cells_of(chunk: IndexRows) -> list[list[str]]:
    """Return the marks of the cells in which each account lives, none where its place is not known."""
    known = ~(np.isnan(chunk.latitude) | np.isnan(chunk.longitude))
    marks = []
    for size in CELLS:
        corners = (np.where(known, np.floor(degrees * size), 0).astype(int).tolist()
                   for degrees in (chunk.latitude, chunk.longitude))  # fmt: skip
        marks.append([cell_of(size, down, across) for down, across in zip(*corners, strict=True)])
    return [list(cells) if there else [] for there, *cells in zip(known.tolist(), *marks, strict=True)]


def languages_of(version: Version, chunks: Sequence[IndexRows]) -> tuple[str, ...]:
    """Return the languages in which an index cuts words to their stems."""
    seen = {text.split("|")[0] for chunk in chunks for text in set(chunk.languages.tolist())}
    return tuple(sorted({*version.languages, *seen} - {""}))


def rows_of_accounts(store: Store, version: Version, accounts: Iterable[str]) -> Ints:
    """Return the numbers of all rows of some accounts, those that are not shown any more too. O(rows)."""
    wanted = np.array(sorted(set(accounts) - {""}), dtype="S")
    found = [
        np.flatnonzero(np.isin(open_part(store.part(part.name)).account_id, wanted)) + part.first
        for part in version.parts
    ]
    return np.concatenate(found) if found and len(wanted) else np.zeros(0, dtype=np.int64)
