"""Erasure: the rows of a person are taken out of the segments themselves; masking would not be erasure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shoal.catalog.identity import Hasher
from shoal.catalog.resolve import PLATFORM_ID
from shoal.catalog.tables import PERSONAL
from shoal.engines import Engine

ERASED = "erased"
SHORT = 3  # a shorter name is looked for as a whole word only
MOST_LISTED = 50  # values that are held against a column one by one


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasurePlan:
    """What an erasure would touch: rows by table, and how many batches would be written anew.

    ``keys`` are the keyed hashes to remember: every account id, former handle, platform id and post of hers, so that no
    file brings her back. ``words`` are all names by which a text may speak of her, in every spelling brought in.
    """

    accounts: tuple[str, ...]
    rows: dict[str, int]
    batches: int
    keys: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Person:
    """The names of one person, expired ones too, and how many rows of a table were read for them, by batch."""

    handles: tuple[tuple[str, str, str], ...]
    ids: tuple[tuple[str, str], ...]
    spellings: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    posts: tuple[tuple[str, str], ...]
    read: Mapping[str, Mapping[str, int]]


def plan_erasure(engine: Engine, hasher: Hasher, accounts: Sequence[str]) -> ErasurePlan:
    """Count what belongs to these accounts. O(rows), nothing is changed."""
    person = _person(engine, accounts)
    rows: dict[str, int] = {}
    batches: set[str] = set()
    for table, condition, parameters in _conditions(hasher, person, accounts):
        found = person.read.get(table)
        if found is None:
            counted = f"SELECT batch, count(*) FROM {table} WHERE {condition} GROUP BY batch"
            found = dict(engine.rows(counted, parameters))
        rows[table] = sum(found.values())
        batches |= found.keys()
    keys = {*accounts, *(hasher.account_id(*name) for name in person.handles)}
    keys |= {hasher.account_id(platform, PLATFORM_ID, number) for platform, number in person.ids}
    keys |= {hasher.post_mark(platform, post) for platform, post in person.posts}
    words = {*person.names, *(handle for _, _, handle in person.handles), *(number for _, number in person.ids)}
    words |= {spelling for _, spelling in person.spellings}
    return ErasurePlan(
        accounts=tuple(accounts), rows=rows, batches=len(batches), keys=tuple(sorted(keys)), words=tuple(sorted(words))
    )


def erase(engine: Engine, hasher: Hasher, accounts: Sequence[str]) -> int:
    """Write every segment that holds these accounts anew without them; returns the rows that went.

    Safe to repeat after a crash: what is already gone is not found again, and her accounts, by which the rest is
    found, go last. The caller has written the suppression before.
    """
    person = _person(engine, accounts)
    words = plan_erasure(engine, hasher, accounts).words
    for manifest in engine.batches():
        facts = without_words(manifest.facts, words)
        if facts != manifest.facts:
            engine.amend(manifest.batch, facts)
    conditions = _conditions(hasher, person, accounts)
    return sum(engine.rewrite(table, condition, parameters) for table, condition, parameters in conditions)


def without_words(facts: Mapping[str, Any], words: Sequence[str]) -> dict[str, Any]:
    """Return what is noted of a batch, with a label or source that speaks of a person replaced."""
    told = {name: facts[name] for name in ("label", "source") if name in facts}
    return {**facts, **{name: ERASED for name, text in told.items() if speaks_of(str(text), words)}}


def speaks_of(text: str, words: Sequence[str]) -> bool:
    """Say whether a text holds one of the names, in any case; a very short one counts as a whole word only."""
    folded = text.casefold()
    parts = set(folded.replace("_", " ").replace(".", " ").split())
    return any(word.casefold() in (folded if len(word) >= SHORT else parts) for word in words if word)


def _person(engine: Engine, accounts: Sequence[str]) -> _Person:
    hers, them = _one_of("account_id", "VARCHAR", accounts)
    columns = "batch, account_id, platform, key_kind, handle, platform_id, handle_raw, name"
    lines = engine.rows(f"SELECT {columns} FROM accounts WHERE {hers}", them)
    told = engine.rows(f"SELECT batch, account_id, post_key FROM posts WHERE {hers}", them)
    # under its platform and, as a file may not say one, under none
    platforms = {(account, name) for _, account, platform, *_ in lines for name in (platform, "")}
    return _Person(
        handles=_sorted((platform, kind, handle) for _, _, platform, kind, handle, *_ in lines if handle is not None),
        ids=_sorted((platform, number) for _, _, platform, _, _, number, _, _ in lines if number is not None),
        spellings=_sorted((platform, raw) for _, _, platform, _, _, _, raw, _ in lines if raw is not None),
        names=_sorted(name for *_, name in lines if name is not None),
        posts=_sorted(
            (platform, key) for _, of, key in told for one, platform in platforms if one == of and key is not None
        ),
        read={"accounts": Counter(row[0] for row in lines), "posts": Counter(row[0] for row in told)},
    )


def _sorted(found: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(sorted(set(found)))


def _conditions(hasher: Hasher, person: _Person, accounts: Sequence[str]) -> list[tuple[str, str, list[Any]]]:
    """Return which rows of which table go, in the order in which they go: (table, condition, parameters).

    Besides her own rows: comments under her posts and by her, and herself among the people of an audience.
    """
    names = {(platform, handle) for platform, kind, handle in person.handles if kind == "handle"}
    names |= {(platform, f"@{handle}") for platform, handle in names} | {*person.ids, *person.spellings}
    names |= {("", name) for _, name in names}  # a file of comments may not say its platform
    people = sorted({hasher.person(*name) for name in names})
    posts = [f"{platform} {key}" for platform, key in person.posts]
    by_her, authors = _one_of("author", "UBIGINT", people, taken=1)
    under = f"(platform || ' ' || post_key) IN (SELECT unnest($1)) OR coalesce({by_her}, false)"
    found: list[tuple[str, str, list[Any]]] = [("comments", under, [posts, *authors])]
    hers, them = _one_of("account_id", "VARCHAR", accounts)
    in_person, themselves = _one_of("person", "UBIGINT", people, taken=len(them))
    for table in PERSONAL:
        of_audience = table == "audience"
        condition = f"{hers} OR {in_person}" if of_audience else hers
        found.append((table, condition, [*them, *themselves] if of_audience else them))
    return found


def _one_of(column: str, kind: str, values: Sequence[Any], *, taken: int = 0) -> tuple[str, list[Any]]:
    """Return the condition that a column has one of some values, with its parameters behind ``taken`` others.

    Few values are constants: the engine leaves out row groups that cannot hold them, and holds millions of rows
    against them in half the time that a list of them takes.
    """
    if len(values) > MOST_LISTED:
        return f"{column} IN (SELECT unnest(${taken + 1}::{kind}[]))", [list(values)]
    told = ", ".join(f"${taken + place}::{kind}" for place in range(1, len(values) + 1))
    return (f"{column} IN ({told})" if told else "false"), list(values)
