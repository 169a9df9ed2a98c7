"""Rows in, once, as one batch: held against what is known, then written whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shoal.catalog.hand_counts import hand_count_records
from shoal.catalog.identity import Hasher
from shoal.catalog.merge import OF_THE_LINE, Effect, Known, Told, apply_line, known_from
from shoal.catalog.records import Origin, Record, account_record, post_record, stamp
from shoal.catalog.resolve import PLATFORM_ID, Directory, Identity, Name
from shoal.catalog.shown import PRECEDENCE, Sight, deals_sql, live, shown_sql
from shoal.catalog.tables import FOLLOWS, LOOKED_UP_BY
from shoal.domain.intake import (
    AudienceRow,
    CommentRow,
    CreatorRow,
    FieldChange,
    HandCountRow,
    Outcome,
    PostRow,
    Reading,
    RowNote,
    RowResult,
)
from shoal.engines import Engine

POST_FIELDS = ("likes", "comments", "shares", "saves", "views", "caption", "sponsored")
POST_FIRST = (*POST_FIELDS, "posted_at", "format", "url")
HELD_TEXT = "held: this may be a person who asked to be erased; ask them before you add them again"


@dataclass(slots=True)
class Draft:
    """A reading held against the workspace: the outcome of each line, and the records that would be written."""

    results: list[RowResult] = field(default_factory=list)
    notes: list[RowNote] = field(default_factory=list)
    records: dict[str, list[Record]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    held_accounts: set[str] = field(default_factory=set)

    def note(self, notes: Iterable[RowNote], most: int) -> None:
        """Keep warnings up to a number: those of a file of a million lines are counted, not all kept."""
        self.notes = [*self.notes, *notes][:most]

    def add(self, table: str, record: Record) -> None:
        """Take a record into the batch."""
        self.records.setdefault(table, []).append(record)

    @property
    def empty(self) -> bool:
        """Say whether nothing would be written."""
        return not any(self.records.values())


class Ingest:
    """Holds typed rows against one catalogue at one moment, as one brand sees it."""

    def __init__(self, engine: Engine, hasher: Hasher, sight: Sight, suppressed: frozenset[str]) -> None:
        self._engine = engine
        self._hasher = hasher
        self._sight = sight
        self._suppressed = suppressed
        self._directory = Directory(hasher)
        # accounts whose state outlives one reading, because a file that is read in chunks names them again
        self.carry: set[str] = set()
        self._carried: dict[str, Known] = {}

    def draft(self, reading: Reading) -> Draft:
        """Return what a reading would do. O(lines of the file), plus one query over the accounts it names."""
        draft = Draft(results=list(reading.results), notes=list(reading.notes))
        draft.counts.update(result.outcome for result in reading.results)
        self._learn(reading)
        self._creators(reading.sighting.creators, draft, lines=reading.kind == "creators")
        self._posts(reading, draft)
        self._comments(reading, draft)
        self._audience(reading, draft)
        self._insights(reading, draft)
        self._hand_counts(reading, draft)
        return draft

    # creators ------------------------------------------------------------------------------------------------------

    def _creators(self, rows: Sequence[CreatorRow], draft: Draft, *, lines: bool) -> None:
        if not rows:
            return
        identities = [self._directory.identify(row) for row in rows]
        exists, known = self._known({identity.account_id for identity in identities}, rows)
        for row, identity in zip(rows, identities, strict=True):
            outcome: Outcome
            changes: tuple[FieldChange, ...] = ()
            if self._is_held(row, identity):
                draft.held_accounts.add(identity.account_id)
                outcome, text = "held", HELD_TEXT
            else:
                record = account_record(row, identity.account_id)
                account = known.setdefault(identity.account_id, Known())
                if identity.account_id in self.carry:
                    self._carried[identity.account_id] = account
                told = Told(metrics=row.observed, seen_at=row.observed_at, extra=bool(self._sight.hidden))
                before = _Before(dict(account.said), account.shown, dict(account.metrics), set(account.codes))
                effect = apply_line(record, account, exists=identity.account_id in exists, told=told)
                exists.add(identity.account_id)
                outcome, text = effect.outcome, _words(effect, identity)
                changes = _changes(effect, row, before)
                draft.notes.extend(_conflict_notes(row, effect, identity))
                self._take(row, effect, draft)
            if lines:
                draft.counts[outcome] += 1
                subject = f"{row.platform} {row.handle}"
                draft.results.append(
                    RowResult(
                        row=row.row, outcome=outcome, subject=subject, name=row.name or "", text=text, changes=changes
                    )
                )

    def _is_held(self, row: CreatorRow, identity: Identity) -> bool:
        """Say whether a line may be about somebody erased: by account, by any former handle, or by platform id."""
        if not self._suppressed:
            return False
        ids = {identity.account_id, self._hasher.account_id(row.platform, row.key_kind, row.handle)}
        if row.platform_id is not None:
            ids.add(self._hasher.account_id(row.platform, PLATFORM_ID, row.platform_id))
        return not ids.isdisjoint(self._suppressed)

    def _take(self, row: CreatorRow, effect: Effect, draft: Draft) -> None:
        if effect.outcome == "same":
            return
        record = effect.record
        draft.add("accounts", {**record, "row": row.row, "observed_at": row.observed_at})
        for name in effect.metrics:
            value = row.observed[name]
            state = "unknown" if value is None else "observed"
            reason = "not given" if value is None else None
            metric = {"account_id": record["account_id"], "name": name, "state": state, "value": value}
            draft.add("metrics", {**metric, "reason": reason, "row": row.row, "observed_at": row.observed_at})

    def _learn(self, reading: Reading) -> None:
        """Learn who goes by the names and platform ids of a file; what the file said itself comes after."""
        seen = reading.sighting
        handles = {row.handle for row in seen.creators} | {row.handle for row in seen.posts}
        handles |= {row.handle for row in seen.audience} | {row.handle for row in seen.hand_counts}
        if not handles:
            return
        ids = sorted({row.platform_id for row in seen.creators if row.platform_id is not None})
        lines = live("accounts", self._sight)
        meant = (
            f"SELECT account_id FROM {lines} WHERE handle IN (SELECT unnest($1)) OR platform_id IN (SELECT unnest($2))"
        )
        sql = (
            f"SELECT account_id, platform, key_kind, handle, platform_id FROM {lines} "
            f"WHERE account_id IN ({meant}) ORDER BY {PRECEDENCE}"
        )
        found = self._engine.rows(sql, [sorted(handles), ids])
        before = {row[0] for row in found if self._directory.knows(row[0])}
        for account_id, platform, key_kind, handle, platform_id in found:
            if account_id not in before:
                self._directory.learn(account_id, (platform, key_kind, handle), platform_id)

    def _known(self, accounts: set[str], rows: Sequence[CreatorRow]) -> tuple[set[str], dict[str, Known]]:
        """Return which of the accounts exist and what is shown of them."""
        wanted = "account_id IN (SELECT unnest($1))"
        shown = _records(self._engine, shown_sql(self._sight, wanted), [sorted(accounts)])
        deals: dict[str, list[Record]] = {}
        for deal in _records(self._engine, deals_sql(self._sight, wanted), [sorted(accounts)]):
            deals.setdefault(deal["account_id"], []).append(deal)
        known = {row["account_id"]: known_from(row, deals.get(row["account_id"], ())) for row in shown}
        self._add_further(known, rows)
        known |= {account: self._carried[account] for account in accounts & self._carried.keys()}
        return set(known), known

    def _add_further(self, known: dict[str, Known], rows: Sequence[CreatorRow]) -> None:
        """Add what few files need: further figures by name, and stored lines where a line says when it was seen."""
        wanted = "account_id IN (SELECT unnest($1))"
        if any(row.observed for row in rows):
            sql = (
                f"SELECT account_id, name, arg_max_null(value, {PRECEDENCE}) FROM {live('metrics', self._sight)} "
                f"WHERE {wanted} GROUP BY account_id, name"
            )
            for account_id, name, value in self._engine.rows(sql, [sorted(known)]):
                if account_id in known:
                    known[account_id].metrics[name] = value
        if any(row.observed_at is not None for row in rows):
            sql = f"SELECT * FROM {live('accounts', self._sight)} WHERE {wanted}"
            for line in _records(self._engine, sql, [sorted(known)]):
                known[line["account_id"]].lines.append(line)

    # what belongs to accounts --------------------------------------------------------------------------------------

    def _posts(self, reading: Reading, draft: Draft) -> None:
        rows = reading.sighting.posts
        if not rows:
            return
        ids = self._accounts_of(rows)
        sql = (
            f"SELECT post_id, {', '.join(f'arg_max({name}, sequence)' for name in POST_FIELDS)} "
            f"FROM {live('posts', self._sight)} WHERE account_id IN (SELECT unnest($1)) GROUP BY post_id"
        )
        found = self._engine.rows(sql, [sorted(set(ids.values()))])
        known = {row[0]: dict(zip(POST_FIELDS, row[1:], strict=True)) for row in found}
        said: dict[str, Record] = {}
        for row in rows:
            account_id = ids[row.platform, row.key_kind, row.handle]
            if account_id in self._suppressed:
                draft.counts["held"] += reading.kind == "posts"
                continue
            record = post_record(row, account_id, self._hasher)
            post_id = record["post_id"]
            above = said.setdefault(post_id, {})
            record |= {name: None for name in above if above[name] is not None}  # within a file the first stays
            shown = {**known.get(post_id, {}), **above}
            news = any(record[name] is not None and record[name] != shown.get(name) for name in POST_FIELDS)
            outcome = "new" if post_id not in known and not above else "changed" if news else "same"
            above |= {name: record[name] for name in POST_FIRST if record[name] is not None}
            draft.counts[outcome] += reading.kind == "posts"
            if outcome != "same":
                draft.add("posts", {**record, "row": row.row})

    def _accounts_of(self, rows: Sequence[PostRow | AudienceRow | HandCountRow]) -> dict[Name, str]:
        """Return the account of each name that posts or audiences give; O(names)."""
        names = {(row.platform, row.key_kind, row.handle) for row in rows}
        return {name: self._directory.account(name) for name in names}

    def _comments(self, reading: Reading, draft: Draft) -> None:
        rows = reading.sighting.comments
        if not rows:
            return
        threads = "bool_or(parent IS NOT NULL), bool_or(comment_key IS NOT NULL)"
        sql = f"SELECT comment_id, {threads} FROM {live('comments', self._sight)} GROUP BY comment_id"
        known = {row[0]: row[1:] for row in self._engine.rows(sql)}
        seen: Counter[str] = Counter()
        for row in rows:
            if self._is_erased_comment(row):
                draft.counts["held"] += reading.kind == "comments"
                continue
            text = f"{row.platform}\x1f{row.post_key}\x1f{row.author}\x1f{row.text}\x1f{row.at}"
            seen[text] += 1  # the same person may write the same thing twice
            comment_id = "co_" + self._hasher("comment", f"{text}\x1f{seen[text]}")[:24]
            had = known.get(comment_id)
            # a file that tells of threads is news, though an older one had the same words without them
            thread = had is not None and ((row.parent and not had[0]) or (row.key and not had[1]))
            outcome = "new" if had is None else "changed" if thread else "same"
            draft.counts[outcome] += reading.kind == "comments"
            if outcome != "same":
                author = None if row.author is None else self._hasher.person(row.platform, row.author)
                record = {"comment_id": comment_id, "platform": row.platform, "post_key": row.post_key, "row": row.row}
                at = None if row.at is None else stamp(row.at)
                said = {"author": author, "posted_at": at, "text": row.text, "parent": row.parent}
                draft.add("comments", {**record, **said, "comment_key": row.key})

    def _is_erased_comment(self, row: CommentRow) -> bool:
        """Say whether a comment stands under a post of somebody erased, or was written by her."""
        if not self._suppressed:
            return False
        ids = {self._hasher.post_mark(row.platform, row.post_key)}
        if row.author:
            ids.add(self._hasher.account_id(row.platform, "handle", row.author.lstrip("@").casefold()))
            ids.add(self._hasher.account_id(row.platform, PLATFORM_ID, row.author))
        return not ids.isdisjoint(self._suppressed)

    def _audience(self, reading: Reading, draft: Draft) -> None:
        rows = reading.sighting.audience
        if not rows:
            return
        keys = self._accounts_of(rows)
        columns = "account_id, person, frame, rate"
        sql = f"SELECT {columns} FROM {live('audience', self._sight)} WHERE account_id IN (SELECT unnest($1))"
        known = set(self._engine.rows(sql, [sorted(set(keys.values()))]))
        people: dict[tuple[str, str], int] = {}
        for number, row in enumerate(rows, start=1):
            account_id = keys[row.platform, row.key_kind, row.handle]
            if account_id in self._suppressed:
                draft.counts["held"] += reading.kind == "audience"
                continue
            who = (row.platform, row.person)
            person = people.get(who) or people.setdefault(who, self._hasher.person(*who))
            key = (account_id, person, row.frame, row.rate)  # samples of two frames are two samples
            outcome = "same" if key in known else "new"
            known.add(key)
            draft.counts[outcome] += reading.kind == "audience"
            if outcome == "new":
                sample = {"account_id": account_id, "person": person, "frame": row.frame, "rate": row.rate}
                draft.add("audience", {**sample, "row": number})

    def _insights(self, reading: Reading, draft: Draft) -> None:
        rows = reading.sighting.insights
        if not rows:
            return
        sql = f"SELECT table_name, label, metric, day::VARCHAR, value FROM {live('insights', self._sight)}"
        known = set(self._engine.rows(sql))
        for number, row in enumerate(rows, start=1):
            day = None if row.day is None else row.day.isoformat()
            outcome = "same" if (row.table, row.label, row.metric, day, row.value) in known else "new"
            draft.counts[outcome] += 1
            if outcome == "new":
                figure = {"table_name": row.table, "label": row.label, "metric": row.metric}
                draft.add("insights", {**figure, "day": day, "value": row.value, "row": number})

    def _hand_counts(self, reading: Reading, draft: Draft) -> None:
        rows = reading.sighting.hand_counts
        ids = self._accounts_of(rows)
        for row in rows:
            account_id = ids[row.platform, row.key_kind, row.handle]
            held = account_id in self._suppressed
            draft.counts["held" if held else "new"] += reading.kind == "hand_count"
            for record in () if held else hand_count_records(row, account_id):
                draft.add("metrics", record)


def write(engine: Engine, draft: Draft, origin_of: Any, batch: str, facts: dict[str, Any]) -> None:  # noqa: ANN401  see below
    """Write a draft as one batch; ``origin_of(sequence)`` gives the :class:`Origin` of its rows."""
    writer = engine.begin(batch)
    try:
        origin: Origin = origin_of(writer.sequence)
        for table, records in draft.records.items():
            writer.append_rows(table, (placed(record, origin) for record in records), by=LOOKED_UP_BY.get(table, ""))
        writer.commit(facts)
    except BaseException:
        writer.abort()
        raise


def placed(record: Record, origin: Origin) -> Record:
    """Return a record with the columns that say where it comes from."""
    return {**record, **origin.columns(record["row"], record.get("observed_at"))}


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


@dataclass(frozen=True, slots=True)
class _Before:
    """What was known of an account before a line: what the file said above it, and what the workspace shows."""

    said: Record
    shown: Record
    metrics: Mapping[str, float | None]
    codes: set[str]

    def value(self, name: str) -> str | float | None:
        if name == "codes":
            return ", ".join(sorted(self.codes)) or None
        found = self.said.get(name)
        found = self.shown.get(name) if found is None else found
        found = self.metrics.get(name) if found is None else found
        return found if isinstance(found, str | int | float) else None


def _changes(effect: Effect, row: CreatorRow, before: _Before) -> tuple[FieldChange, ...]:
    """Return field by field what a line adds to an account that is known."""
    if effect.outcome != "changed":
        return ()
    found = []
    for name in effect.fields:
        if name == "extra" or name in FOLLOWS:
            continue  # unknown columns have no one value; a currency or definition is told with what it belongs to
        after = row.observed.get(name) if name in effect.metrics else effect.record.get(name)
        shown = ", ".join(row.codes) if name == "codes" else after
        currency = effect.record.get(f"{name.removesuffix('_minor')}_currency") if name.endswith("_minor") else None
        told = shown if isinstance(shown, str | int | float) else None
        apart = name in OF_THE_LINE and "codes" in effect.fields  # figures of a new code stand beside the older ones
        known = None if apart else before.value(name)
        found.append(FieldChange(field=name, before=known, after=told, currency=currency or ""))
    return tuple(found)


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
