"""The index of words, by tantivy: fields with weights, word stems by language, phrases, beginnings, one wrong letter.

A question comes as query objects made here from cut words; the library's own query language is never used.
"""

from __future__ import annotations

import math
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from operator import itemgetter
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray
from tantivy import Document, Filter, Index, IndexWriter, Occur, Query, Schema, Searcher, TextAnalyzerBuilder, Tokenizer

from shoal.domain.bulk import Ints
from shoal.index.asking import Asked, Wanted, signs_of
from shoal.index.text import is_unspaced

# How much a word counts by where it stands. Judgement, as in shoal.match.words: what somebody files a creator under
# says more than a caption in passing, and a name is what people look for when they type one.
FIELDS = {"names": 2.0, "topics": 2.0, "bio": 1.0, "captions": 0.6}
SIGNS_WEIGHT = 1.0  # pairs of signs, of whatever field
STEM_WEIGHT = 0.6  # "baking" for "bakes": less than the word itself
BEGINNING_WEIGHT = 0.6
TYPO_WEIGHT = 0.3
TYPO_LENGTH = 5  # letters from which one may be wrong, where nobody uses the word as written
KEPT_HITS = 8_000  # best hits that are looked at one by one: 2 ms, and more is no list that anybody reads
COUNTED_KEPT = 64  # words of which the frequency is kept: a question asks for that of each word three times
HEAP_BYTES = 256_000_000
HEAP_SMALL = 30_000_000  # of an index of a few thousand accounts
MANY = 20_000
STEMMED = {
    "ar": "arabic", "da": "danish", "nl": "dutch", "en": "english", "fi": "finnish", "fr": "french", "de": "german",
    "el": "greek", "hu": "hungarian", "it": "italian", "no": "norwegian", "nb": "norwegian", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "es": "spanish", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class WordDocument:
    """One account as the index of words reads it: cut words by field, pairs of signs, marks for filters."""

    account_id: str
    row: int
    fields: dict[str, str]
    signs: str
    language: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordHits:
    """What words found: rows with their scores, best first."""

    rows: Ints
    scores: NDArray[np.float32]

    def take(self, chosen: NDArray[np.bool_] | Ints) -> WordHits:
        """Return some of them, in the order asked for."""
        return WordHits(rows=self.rows[chosen], scores=self.scores[chosen])


@lru_cache(maxsize=1)
def schema() -> Schema:
    """Return the fields. The account id is a text: deleting by an unsigned number deletes nothing, silently."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("marks", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("row", fast=True)
    for name in (*FIELDS, "signs"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for language in sorted(set(STEMMED.values())):
        builder.add_text_field(f"stem_{language}", tokenizer_name=f"stem_{language}", index_option="freq")
    return builder.build()


@lru_cache(maxsize=65_536)
def stems(word: str, languages: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the stem of a word in each of some languages; the same words come again and again."""
    found = ((language, stemmer(language).analyze(word)) for language in languages)
    return tuple((language, cut[0]) for language, cut in found if cut)


@lru_cache(maxsize=len(STEMMED))
def stemmer(language: str) -> tantivy.TextAnalyzer:
    """Return what cuts words down to their stems in a language."""
    return TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.stemmer(language)).build()


def prepared(index: Index) -> Index:
    """Make the analyzers known to an open index."""
    for language in set(STEMMED.values()):
        index.register_tokenizer(f"stem_{language}", stemmer(language))
    return index


@contextmanager
def writing(folder: Path, rows: int) -> Iterator[IndexWriter]:
    """Open an index of words to write, made where there is none; what was added is on disk when the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    index = prepared(Index(schema(), path=str(folder)))
    many = rows > MANY
    writer = index.writer(heap_size=HEAP_BYTES if many else HEAP_SMALL, num_threads=2 if many else 1)
    yield writer
    writer.commit()
    writer.wait_merging_threads()
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())


def add(writer: IndexWriter, documents: Iterable[WordDocument]) -> None:
    """Add accounts; about 10 microseconds each here, the rest in the library's own threads."""
    kinds = schema()
    for told in documents:
        fields: dict[str, object] = {name: text for name, text in told.fields.items() if text}
        language = STEMMED.get(told.language)
        if language:
            fields[f"stem_{language}"] = " ".join(text for name, text in told.fields.items() if name != "names")
        if told.signs:
            fields["signs"] = told.signs
        fields |= {"id": told.account_id, "row": told.row, "marks": list(told.marks)}
        writer.add_document(Document.from_dict(fields, kinds))


def delete(writer: IndexWriter, accounts: Iterable[str]) -> None:
    """Take accounts out by their ids; their words stay in the files until those are written anew."""
    for account in accounts:
        writer.delete_documents_by_term("id", account)


def cloned(folder: Path, target: Path) -> None:
    """Make a second index from the files of one, which never change once written: links where the disk can link."""
    target.mkdir(parents=True)
    for path in folder.iterdir():
        if path.suffix == ".lock":
            continue
        if path.suffix == ".json" or path.name.startswith("."):  # the lists of files are replaced, so they are copied
            shutil.copyfile(path, target / path.name)
            continue
        try:
            os.link(path, target / path.name)
        except OSError:
            shutil.copyfile(path, target / path.name)


class WordShard:
    """One index of words, open to read; it stays as it was when opened."""

    def __init__(self, folder: Path) -> None:
        self.index = prepared(Index.open(str(folder)))
        self.searcher: Searcher = self.index.searcher()

    def frequencies(self, word: str) -> list[int]:
        """Return in how many accounts each field holds a word or pair of signs as written."""
        fields = ("signs",) if is_unspaced(word) else FIELDS
        return [self.searcher.doc_freq(name, word) for name in fields]

    def rows(self, query: Query, *, most: int) -> Ints:
        """Return the rows of hits of a query, in any order and without scores: half the time of finding the best."""
        hits = self.searcher.search(query, most, count=False, order_by_field="row").hits
        return np.fromiter(map(itemgetter(0), hits), dtype=np.int64, count=len(hits))

    def find(self, query: Query, *, most: int) -> WordHits:
        """Return the best hits of a query, best first."""
        hits = self.searcher.search(query, most, count=False).hits
        rows = self.searcher.fast_field_values("row", list(map(itemgetter(1), hits))) if hits else []
        return WordHits(
            rows=np.fromiter(rows, dtype=np.int64, count=len(hits)),
            scores=np.fromiter(map(itemgetter(0), hits), dtype=np.float32, count=len(hits)),
        )


def frequencies(shards: Sequence[WordShard], word: str) -> tuple[int, dict[str, float]]:
    """Return in how many accounts of several indexes a word is used as written, at least, and the fields that hold it.

    At least, as it is counted by the field with most of each index; the fields come with their weights.
    """
    counts = [shard.frequencies(word) for shard in shards]
    held = {name: weight for (name, weight), *told in zip(FIELDS.items(), *counts, strict=False) if any(told)}
    return sum(map(max, counts)), held


class Wording:
    """How a question becomes a query: the same one for every index of words of a version.

    ``languages`` are those in which words are cut to their stems; ``shards`` hold the words of ``size`` accounts.
    """

    def __init__(self, languages: Sequence[str], shards: Sequence[WordShard], size: int) -> None:
        self.languages = tuple(sorted({STEMMED[code] for code in languages if code in STEMMED}))
        self.shards = shards
        self.size = size
        self.schema = schema()
        self._frequencies = lru_cache(COUNTED_KEPT)(partial(frequencies, shards))  # does not point back here

    def frequency(self, word: str) -> int:
        """Return in how many accounts a word is used as written, at least."""
        return self._frequencies(word)[0]

    def rarity(self, word: str) -> float:
        """Return the idf of BM25: how much it says that somebody uses a word."""
        count = min(self.frequency(word), self.size)
        return math.log1p((self.size - count + 0.5) / (count + 0.5))

    def worth(self, question: Asked) -> float:
        """Return what all words of a question are worth together, those nobody uses too: a phrase as its rarest word.

        It is about the score by words of somebody who uses each of them once.
        """
        return sum(max(map(self.rarity, signs_of(one) or one.words)) for one in question.wanted)

    def query(self, question: Asked, least: int, marks: Sequence[Sequence[str]] = (), *, typos: bool = True) -> Query:
        """Return the query for a question of which at least so many things have to be there.

        ``marks`` are filters that the index of words knows itself: of each group one mark has to be there.
        """
        parts = [(Occur.Must, self.marked(group)) for group in marks]
        wanted = question.wanted
        if least <= 1:  # one list of all ways is looked through faster than a list for each word
            parts.append((Occur.Must, either_of([way for one in wanted for way in self.ways(one, typos=typos)])))
        elif least >= len(wanted):
            parts += [(Occur.Must, self.one(one, typos=typos)) for one in wanted]
        else:  # the words of every row found are counted: the marks beside each word leave few, at half the time
            beside = [Query.boolean_query([*parts, (Occur.Must, self.one(one, typos=typos))]) for one in wanted]
            parts = [(Occur.Must, Query.boolean_query([(Occur.Should, one) for one in beside], least))]
        parts += [(Occur.MustNot, self.one(out, typos=False)) for out in question.unwanted]
        return Query.boolean_query(parts)

    def marked(self, group: Sequence[str]) -> Query:
        """Return the query for who has one of some marks; it adds nothing to a score."""
        either = [(Occur.Should, Query.term_query(self.schema, "marks", mark, "basic")) for mark in group]
        return constant(Query.boolean_query(either), 0.0)

    def one(self, wanted: Wanted, *, typos: bool) -> Query:
        """Return the query for one word or phrase, in all its forms."""
        return either_of(self.ways(wanted, typos=typos))

    def ways(self, wanted: Wanted, *, typos: bool) -> list[Query]:
        """Return the forms of one word or phrase, each as a query."""
        signs = signs_of(wanted)
        if signs:
            return [self.of_signs(signs)]
        fields = {"names": FIELDS["names"]} if wanted.named else FIELDS
        if len(wanted.words) > 1:
            return [boosted(Query.phrase_query(self.schema, name, list(wanted.words)), weight)
                    for name, weight in fields.items()]  # fmt: skip
        word = wanted.words[0]
        held = self._frequencies(word)[1]
        ways = [boosted(self.term(name, word), weight) for name, weight in held.items() if name in fields]
        if not wanted.named:
            ways += [boosted(self.term(f"stem_{language}", stem), STEM_WEIGHT)
                     for language, stem in stems(word, self.languages)]  # fmt: skip
        if wanted.beginning:
            ways += [constant(self.starting(name, word), BEGINNING_WEIGHT * self.rarity(word) * weight)
                     for name, weight in fields.items()]  # fmt: skip
        if typos and len(word) >= TYPO_LENGTH and word.isalpha() and not self.frequency(word):
            ways += [constant(Query.fuzzy_term_query(self.schema, name, word, 1),
                              TYPO_WEIGHT * self.rarity(word) * weight)
                     for name, weight in fields.items()]  # fmt: skip
        return ways

    def of_signs(self, signs: Sequence[str]) -> Query:
        """Return the query for pairs of signs that stand together."""
        if len(signs) == 1 and len(signs[0]) == 1:
            return constant(self.starting("signs", signs[0]), SIGNS_WEIGHT)
        if len(signs) == 1:
            return boosted(self.term("signs", signs[0]), SIGNS_WEIGHT)
        return boosted(Query.phrase_query(self.schema, "signs", list(signs)), SIGNS_WEIGHT)

    def term(self, field: str, word: str) -> Query:
        """Return the query for one word of one field."""
        return Query.term_query(self.schema, field, word, "freq")

    def starting(self, field: str, word: str) -> Query:
        """Return the query for words of a field that begin so."""
        return Query.fuzzy_term_query(self.schema, field, word, 0, prefix=True)


def boosted(query: Query, weight: float) -> Query:
    """Return a query that counts more or less."""
    return query if weight == 1.0 else Query.boost_query(query, weight)


def constant(query: Query, weight: float) -> Query:
    """Return a query that counts the same for whoever it finds."""
    return Query.const_score_query(query, weight)


def either_of(ways: Sequence[Query]) -> Query:
    """Return the query that any of some ways answers, nobody where there is none; what several ways find adds up."""
    return ways[0] if len(ways) == 1 else Query.boolean_query([(Occur.Should, way) for way in ways])
