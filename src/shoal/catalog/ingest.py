"""Rows in, once, as one batch: held against what is known, then written whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shoal.catalog.identity import Hasher
from shoal.catalog.merge import Effect, Known, apply_line, known_from
from shoal.catalog.records import Origin, Record, account_record, post_record, stamp
from shoal.catalog.resolve import Identity, KnownAccount, identify
from shoal.catalog.shown import deals_sql, live, shown_sql
from shoal.domain.intake import CreatorRow, Outcome, Reading, RowNote, RowResult
from shoal.engines import Engine

HELD_TEXT = "held: this may be a person who asked to be erased; ask them before you add them again"


@dataclass(slots=True)
class Draft:
    """A reading held against the workspace: the outcome of each line, and the records that would be written."""

    results: list[RowResult] = field(default_factory=list)
    notes: list[RowNote] = field(default_factory=list)
    records: dict[str, list[Record]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    held_accounts: set[str] = field(default_factory=set)

    def add(self, table: str, record: Record) -> None:
        """Take a record into the batch."""
        self.records.setdefault(table, []).append(record)

    @property
    def empty(self) -> bool:
        """Say whether nothing would be written."""
        return not any(self.records.values())


class Ingest:
    """Holds typed rows against one catalogue at one moment."""

    def __init__(self, engine: Engine, hasher: Hasher, as_of: datetime, suppressed: frozenset[str]) -> None:
        self._engine = engine
        self._hasher = hasher
        self._as_of = as_of
        self._suppressed = suppressed

    def draft(self, reading: Reading) -> Draft:
        """Return what a reading would do. O(lines of the file), plus one query over the accounts it names."""
        draft = Draft(results=list(reading.results), notes=list(reading.notes))
        draft.counts.update(result.outcome for result in reading.results)
        self._creators(reading.sighting.creators, draft, lines=reading.kind == "creators")
        self._posts(reading, draft)
        self._comments(reading, draft)
        self._audience(reading, draft)
        self._insights(reading, draft)
        return draft

    # creators ------------------------------------------------------------------------------------------------------

    def _creators(self, rows: Sequence[CreatorRow], draft: Draft, *, lines: bool) -> None:
        identities = self._identities(rows)
        exists, known = self._known({identity.account_id for identity in identities})
        for row, identity in zip(rows, identities, strict=True):
            outcome: Outcome
            if identity.account_id in self._suppressed:
                draft.held_accounts.add(identity.account_id)
                outcome, text = "held", HELD_TEXT
            else:
                record = account_record(row, identity.account_id)
                account = known.setdefault(identity.account_id, Known())
                effect = apply_line(record, account, exists=identity.account_id in exists)
                exists.add(identity.account_id)
                outcome, text = effect.outcome, _words(effect, identity)
                draft.notes.extend(_conflict_notes(row, effect, identity))
                self._take(record, row, effect, draft)
            if lines:
                draft.counts[outcome] += 1
                subject = f"{row.platform} {row.handle}"
                draft.results.append(
                    RowResult(row=row.row, outcome=outcome, subject=subject, name=row.name or "", text=text)
                )

    def _take(self, record: Record, row: CreatorRow, effect: Effect, draft: Draft) -> None:
        if effect.outcome == "same":
            return
        draft.add("accounts", {**record, "row": row.row, "observed_at": row.observed_at})
        for name, value in row.observed.items():
            state = "unknown" if value is None else "observed"
            reason = "not given" if value is None else None
            metric = {"account_id": record["account_id"], "name": name, "state": state, "value": value}
            draft.add("metrics", {**metric, "reason": reason, "row": row.row, "observed_at": row.observed_at})

    def _identities(self, rows: Sequence[CreatorRow]) -> list[Identity]:
        if all(row.platform_id is None for row in rows):
            return [identify(row, self._hasher, {}, {}) for row in rows]
        columns = "account_id, any_value(platform), any_value(handle), max(platform_id)"
        sql = f"SELECT {columns} FROM {live('accounts', self._as_of)} GROUP BY account_id"
        known = [KnownAccount(*row) for row in self._engine.rows(sql)]
        by_id = {(account.platform, account.platform_id): account for account in known if account.platform_id}
        by_account = {account.account_id: account for account in known}
        return [identify(row, self._hasher, by_id, by_account) for row in rows]

    def _known(self, accounts: set[str]) -> tuple[set[str], dict[str, Known]]:
        """Return which of the accounts exist and what is shown of them."""
        wanted = "account_id IN (SELECT unnest($1))"
        shown = _records(self._engine, shown_sql(self._as_of, wanted), [sorted(accounts)])
        deals: dict[str, list[Record]] = {}
        for deal in _records(self._engine, deals_sql(self._as_of, wanted), [sorted(accounts)]):
            deals.setdefault(deal["account_id"], []).append(deal)
        known = {row["account_id"]: known_from(row, deals.get(row["account_id"], ())) for row in shown}
        return set(known), known

    # what belongs to accounts --------------------------------------------------------------------------------------

    def _posts(self, reading: Reading, draft: Draft) -> None:
        rows = reading.sighting.posts
        if not rows:
            return
        counted = ("likes", "comments", "shares", "saves", "views", "caption", "sponsored")
        ids = {(row.platform, row.key_kind, row.handle): "" for row in rows}
        ids = {key: self._hasher.account_id(*key) for key in ids}
        sql = (
            f"SELECT post_id, {', '.join(f'arg_max({name}, sequence)' for name in counted)} "
            f"FROM {live('posts', self._as_of)} WHERE account_id IN (SELECT unnest($1)) GROUP BY post_id"
        )
        known = {row[0]: row[1:] for row in self._engine.rows(sql, [sorted(set(ids.values()))])}
        for row in rows:
            account_id = ids[row.platform, row.key_kind, row.handle]
            if account_id in self._suppressed:
                draft.counts["held"] += reading.kind == "posts"
                continue
            record = post_record(row, account_id, self._hasher)
            told = tuple(record[name] for name in counted)
            before = known.get(record["post_id"])
            outcome = "new" if before is None else "same" if _adds_nothing(told, before) else "changed"
            known[record["post_id"]] = told
            draft.counts[outcome] += reading.kind == "posts"
            if outcome != "same":
                draft.add("posts", {**record, "row": row.row})

    def _comments(self, reading: Reading, draft: Draft) -> None:
        rows = reading.sighting.comments
        if not rows:
            return
        known = {row[0] for row in self._engine.rows(f"SELECT comment_id FROM {live('comments', self._as_of)}")}
        seen: Counter[str] = Counter()
        for row in rows:
            text = f"{row.platform}\x1f{row.post_key}\x1f{row.author}\x1f{row.text}\x1f{row.at}"
            seen[text] += 1  # the same person may write the same thing twice
            comment_id = "co_" + self._hasher("comment", f"{text}\x1f{seen[text]}")[:24]
            outcome = "same" if comment_id in known else "new"
            draft.counts[outcome] += reading.kind == "comments"
            if outcome == "new":
                author = None if row.author is None else self._hasher.person(row.platform, row.author)
                record = {"comment_id": comment_id, "platform": row.platform, "post_key": row.post_key, "row": row.row}
                at = None if row.at is None else stamp(row.at)
                said = {"author": author, "posted_at": at, "text": row.text, "parent": row.parent}
                draft.add("comments", {**record, **said})

    def _audience(self, reading: Reading, draft: Draft) -> None:
        rows = reading.sighting.audience
        if not rows:
            return
        keys = {(row.platform, row.key_kind, row.handle): "" for row in rows}
        keys = {key: self._hasher.account_id(*key) for key in keys}
        sql = f"SELECT account_id, person FROM {live('audience', self._as_of)} WHERE account_id IN (SELECT unnest($1))"
        known = set(self._engine.rows(sql, [sorted(set(keys.values()))]))
        people: dict[tuple[str, str], int] = {}
        for number, row in enumerate(rows, start=1):
            account_id = keys[row.platform, row.key_kind, row.handle]
            if account_id in self._suppressed:
                draft.counts["held"] += reading.kind == "audience"
                continue
            who = (row.platform, row.person)
            person = people.get(who) or people.setdefault(who, self._hasher.person(*who))
            outcome = "same" if (account_id, person) in known else "new"
            known.add((account_id, person))
            draft.counts[outcome] += reading.kind == "audience"
            if outcome == "new":
                sample = {"account_id": account_id, "person": person, "frame": row.frame, "rate": row.rate}
                draft.add("audience", {**sample, "row": number})

    def _insights(self, reading: Reading, draft: Draft) -> None:
        rows = reading.sighting.insights
        if not rows:
            return
        sql = f"SELECT table_name, label, metric, day::VARCHAR, value FROM {live('insights', self._as_of)}"
        known = set(self._engine.rows(sql))
        for number, row in enumerate(rows, start=1):
            day = None if row.day is None else row.day.isoformat()
            outcome = "same" if (row.table, row.label, row.metric, day, row.value) in known else "new"
            draft.counts[outcome] += 1
            if outcome == "new":
                figure = {"table_name": row.table, "label": row.label, "metric": row.metric}
                draft.add("insights", {**figure, "day": day, "value": row.value, "row": number})


def write(engine: Engine, draft: Draft, origin_of: Any, batch: str, facts: dict[str, Any]) -> None:  # noqa: ANN401  see below
    """Write a draft as one batch; ``origin_of(sequence)`` gives the :class:`Origin` of its rows."""
    writer = engine.begin(batch)
    try:
        origin: Origin = origin_of(writer.sequence)
        for table, records in draft.records.items():
            writer.append_rows(table, (_placed(record, origin) for record in records))
        writer.commit(facts)
    except BaseException:
        writer.abort()
        raise


def _placed(record: Record, origin: Origin) -> Record:
    return {**record, **origin.columns(record["row"], record.get("observed_at"))}


def _adds_nothing(told: tuple[Any, ...], before: tuple[Any, ...]) -> bool:
    return all(new is None or new == old for new, old in zip(told, before, strict=True))


def _records(engine: Engine, sql: str, parameters: list[Any]) -> list[Record]:
    found = engine.columns(sql, parameters)
    names = list(found)
    return [
        {name: _plain(value) for name, value in zip(names, row, strict=True)}
        for row in zip(*(found[name].tolist() for name in names), strict=True)
    ]


def _plain(value: Any) -> Any:  # noqa: ANN401  a cell of any column
    """Return ``None`` for the NaN that stands for a missing number."""
    return None if value != value else value  # noqa: PLR0124  only NaN differs from itself


def _words(effect: Effect, identity: Identity) -> str:
    if effect.outcome == "new":
        return identity.alert
    told = ", ".join(field.replace("_", " ") for field in effect.fields)
    return (f"adds {told}" if effect.outcome == "changed" else "adds nothing new") + (
        f"; {identity.alert}" if identity.alert else ""
    )


def _conflict_notes(row: CreatorRow, effect: Effect, identity: Identity) -> Iterable[RowNote]:
    for name, kept, told in effect.conflicts:
        named = f"conflict in {name.replace('_', ' ')}"
        figures = isinstance(kept, float | int) and isinstance(told, float | int)
        text = f"{named}: kept {kept:.10g}, the file also says {told:.10g}" if figures else f"{named}: the first stays"
        yield RowNote(row=row.row, code="conflict", text=text, column=name)
    if identity.alert:
        yield RowNote(row=row.row, code="identity", text=identity.alert)
