"""The catalogue of one workspace: what was seen, with provenance and expiry."""

from __future__ import annotations

import threading
import weakref
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path

from shoal.catalog.captions import read_captions
from shoal.catalog.conversation import read_comments
from shoal.catalog.expiring import Expiring, expired_between, expiring
from shoal.catalog.fast import Road, fits, origin_at
from shoal.catalog.fits_kept import FitStore
from shoal.catalog.forget import ErasurePlan, erase, plan_erasure
from shoal.catalog.hand_counts import read_hand_counts
from shoal.catalog.identity import Hasher
from shoal.catalog.ingest import Draft, Ingest, write
from shoal.catalog.near import CloseUp
from shoal.catalog.noted import batch_of, facts_of, version_of
from shoal.catalog.post_columns import ids_of, packed_ids, packed_sql
from shoal.catalog.post_kept import PostWindowStore, asked_for
from shoal.catalog.posts import POSTS_READ, read_posts
from shoal.catalog.read import (
    read_closely,
    read_creators,
    read_deals,
    read_named,
    read_near,
    read_pool,
    read_samples,
)
from shoal.catalog.records import Origin
from shoal.catalog.register import Register, make_register
from shoal.catalog.resolve import Suggestion, suggest
from shoal.catalog.shown import Sight, live, shown_sql
from shoal.catalog.supplied import read_supplied
from shoal.catalog.tables import TABLES
from shoal.catalog.tellers import Facts, Tellers, read_facts, read_tellers
from shoal.catalog.text_kept import TextHintStore
from shoal.domain.bulk import (
    AudienceSamples,
    CaptionTable,
    CommentTable,
    Fits,
    Pool,
    PostTable,
    PostWindows,
    Texts,
    WindowRule,
)
from shoal.domain.creator import Creator, SheetDeal
from shoal.domain.following import HandCount
from shoal.domain.intake import Batch, Reading
from shoal.domain.texts import HintRule, HintsRead
from shoal.domain.values import Value
from shoal.engines import Engine, Manifest, open_engine
from shoal.errors import ConflictError
from shoal.sources import Survey


class Catalog:
    """Reads and writes the segments of one workspace; ``as_of`` decides what has expired."""

    def __init__(
        self, engine: Engine, hasher: Hasher, kept: tuple[PostWindowStore, TextHintStore, FitStore],
        only: tuple[str, ...] | None = None,
    ) -> None:  # fmt: skip
        self._engine = engine
        self.hasher = hasher
        self.kept, self.hints, self._fits = kept
        self._only = only
        self._near = CloseUp()
        self._lock = threading.Lock()
        self._registers: weakref.WeakValueDictionary[tuple[object, ...], Register] = weakref.WeakValueDictionary()
        self._unused: deque[str] = deque()  # tables of registers that nobody holds any more
        self._made = 0

    # coming in -----------------------------------------------------------------------------------------------------

    def draft(self, reading: Reading, as_of: datetime, suppressed: frozenset[str], *, brand: str = "") -> Draft:
        """Hold a reading against what a brand knows; nothing is written."""
        return Ingest(self._engine, self.hasher, self._sight(as_of, brand), suppressed).draft(reading)

    def commit(
        self, draft: Draft, reading: Reading, batch_id: str, at: datetime, label: str, *, brand: str = ""
    ) -> Batch:
        """Write a draft as one batch, for one brand or, with ``""``, for the whole workspace.

        Raises ``ConflictError`` where it would add nothing.
        """
        if draft.empty:
            raise ConflictError(
                "Nothing in it is new: no batch was made.",
                received=reading.file.name,
                next_step="Nothing to do; the same lines were brought in before.",
            )
        facts = {**facts_of(reading, label, at, draft), "brand": brand}

        def origin_of(sequence: int) -> Origin:
            return Origin(batch=batch_id, sequence=sequence, source=reading.source, policy=reading.policy, at=at)

        write(self._engine, draft, origin_of, batch_id, facts)
        return batch_of(batch_id, facts)

    # large files ----------------------------------------------------------------------------------------------------

    def takes_fast_road(self, survey: Survey) -> bool:
        """Say whether the plain lines of a surveyed file can be cast by the engine."""
        return fits(survey, self.hasher)

    def bring_in_large(
        self,
        survey: Survey,
        batch_id: str,
        at: datetime,
        label: str,
        suppressed: frozenset[str],
        *,
        brand: str = "",
    ) -> tuple[Draft, Batch | None]:
        """Bring a large file of creators in as one batch; ``batch_id`` of ``""`` only tries. See ``fast``.

        Returns its outcomes, and the batch, ``None`` where nothing was written. Raises ``FileFormatError`` where the
        lines do not have the cells of the header: then the slow road says which.
        """
        writer = self._engine.begin(batch_id or "trial")
        try:
            origin = origin_at(survey, writer.batch, writer.sequence, at)
            sight = self._sight(at, brand)
            ingest = Ingest(self._engine, self.hasher, sight, suppressed)
            draft = Road(self._engine, self.hasher, survey, ingest, origin, suppressed, sight).travel(writer)
            if not batch_id or not draft.counts["new"] + draft.counts["changed"]:
                writer.abort()
                return draft, None
            facts = {**facts_of(survey, label, at, draft), "brand": brand}
            writer.commit(facts)
        except BaseException:
            writer.abort()
            raise
        return draft, batch_of(batch_id, facts)

    def undo(self, batch_id: str) -> None:
        """Drop a batch; older values show again by themselves. Raises ``NotFoundError``."""
        self._engine.drop_batch(batch_id)

    def accounts_of_batch(self, batch_id: str) -> tuple[tuple[str, bool], ...]:
        """Return the accounts that a batch told of, each with whether another batch told of her too. O(accounts)."""
        rows = self._engine.rows(
            "SELECT account_id, bool_or(batch <> $1) FROM accounts GROUP BY account_id HAVING bool_or(batch = $1)",
            [batch_id],
        )
        return tuple((str(account), bool(others)) for account, others in rows)

    def batches(self) -> tuple[Batch, ...]:
        """Return the live batches from old to new."""
        return tuple(batch_of(manifest.batch, manifest.facts) for manifest in self._engine.batches())

    def parquet_rows(self, path: Path) -> Iterable[Mapping[str, str | None]]:
        """Yield the rows of a Parquet file as text cells, for the sources to read."""
        return self._engine.parquet_rows(path)

    # going out -----------------------------------------------------------------------------------------------------

    def version(self) -> str:
        """Return a short name of what is live now: equal batches give equal names."""
        return version_of([manifest for manifest in self._engine.batches() if self._counts(manifest)])

    def among(self, batches: Sequence[str]) -> Catalog:
        """Return this catalogue as it reads where only some batches count: what was known at an earlier moment."""
        return Catalog(self._engine, self.hasher, (self.kept, self.hints, self._fits), tuple(batches))

    def gone(self, then: datetime, now: datetime) -> int:
        """Return how many lines of the batches that count have expired between two moments. O(lines), a column."""
        counted = [manifest.batch for manifest in self._engine.batches() if self._counts(manifest)]
        return expired_between(self._engine, counted, then, now)

    def _counts(self, manifest: Manifest) -> bool:
        return self._only is None or manifest.batch in self._only

    def _whole(self, as_of: datetime) -> Sight:
        """Return what may be seen at a moment of what belongs to nobody: no private columns are read."""
        return Sight(as_of, only=self._only)

    def _sight(self, as_of: datetime, brand: str = "") -> Sight:
        """Return what a brand may see at a moment: of other brands' batches not the private columns.

        A batch of no brand belongs to the whole workspace; who names no brand sees such batches alone in full.
        """
        owners = ((manifest.batch, manifest.facts.get("brand")) for manifest in self._engine.batches())
        return Sight(as_of, tuple(batch for batch, owner in owners if owner and owner != brand), self._only)

    def _on(self, accounts: Iterable[str], as_of: datetime) -> Sight:
        """Return what may be seen of some accounts, of one that is seen close up from there."""
        return self._near.sight(self._whole(as_of), accounts)

    def close_up(self, account: str) -> AbstractContextManager[None]:
        """Read all rows of an account once: what this thread asks of her alone meanwhile comes from those."""
        return self._near.of(self._engine, account)

    def pool(self, as_of: datetime, brand: str = "", accounts: Sequence[str] | None = None) -> Pool:
        """Return every live account, or some, in columns in order of their ids, as a brand may see them."""
        return read_pool(self._engine, self._sight(as_of, brand), accounts)

    def size(self, as_of: datetime, brand: str = "") -> int:
        """Return how many accounts are live, without reading them. O(lines), a column."""
        accounts = live("accounts", self._sight(as_of, brand))
        return int(self._engine.rows(f"SELECT count(DISTINCT account_id) FROM {accounts}")[0][0])

    def register(self, as_of: datetime, brand: str = "") -> Register:
        """Return every live account in a table to be looked through, as a brand may see it; shared while it is held."""
        sight = self._sight(as_of, brand)
        key = (self.version(), sight.hidden, as_of.date())
        with self._lock:
            self._clear()
            found = self._registers.get(key)
            if found is None:
                self._made += 1
                table = f"register_{self._made}"
                found = self._registers[key] = make_register(self._engine, sight, table)
                weakref.finalize(found, self._unused.append, table).atexit = False
            return found

    def let_go(self) -> None:
        """Drop the tables of registers that nobody holds: what was erased must not stay in memory either."""
        with self._lock:
            self._clear()

    def _clear(self) -> None:
        while self._unused:
            self._engine.run(f"DROP TABLE IF EXISTS {self._unused.popleft()}")

    def posts(self, pool: Pool, as_of: datetime) -> PostTable:
        """Return the newest posts of a pool."""
        return self.posts_of(pool.account_id, as_of)

    def posts_of(self, accounts: Texts, as_of: datetime) -> PostTable:
        """Return the newest posts of some accounts. O(posts in the catalogue), and memory for these."""
        return read_posts(self._engine, self._on(accounts, as_of), accounts, POSTS_READ)

    def windows(self, pool: Pool, as_of: datetime, rule: WindowRule) -> PostWindows:
        """Return the posts that count of each account of a pool, by a rule; what did not change is not read again."""
        asked = asked_for(ids_of(pool.account_id.tolist()), pool.platform, rule)
        return self.kept.windows(asked, self._whole(as_of), rule)

    def register_windows(self, register: Register, as_of: datetime, rule: WindowRule) -> PostWindows:
        """Return the posts that count of each account of a register."""
        told = self._engine.columns(f"SELECT {packed_sql('account_id')} FROM {register.table} ORDER BY pos")
        asked = asked_for(packed_ids(told["high"], told["low"]), register.platform.texts(), rule)
        return self.kept.windows(asked, self._whole(as_of), rule)

    def comments(self, accounts: Sequence[str], as_of: datetime) -> CommentTable:
        """Return the comments under the posts of some accounts."""
        return read_comments(self._engine, self.hasher, self._on(accounts, as_of), accounts)

    def captions(self, accounts: Sequence[str], as_of: datetime) -> CaptionTable:
        """Return the newest posts of some accounts with their words."""
        return read_captions(self._engine, self._on(accounts, as_of), accounts)

    def supplied(self, accounts: Sequence[str], as_of: datetime) -> Mapping[int, tuple[Value, ...]]:
        """Return what suppliers say of the audiences of some accounts, by position."""
        return read_supplied(self._engine, self._on(accounts, as_of), accounts)

    def tellers(self, as_of: datetime) -> Tellers:
        """Return who has supplied audiences or hand counts at all."""
        return read_tellers(self._engine, self._whole(as_of))

    def text_hints(self, as_of: datetime, rule: HintRule) -> HintsRead:
        """Return what is to be read closely of captions and comments; what did not change is not read again."""
        return self.hints.hints(self._whole(as_of), rule)

    def fits(self) -> AbstractContextManager[Fits]:
        """Lend the fits of leagues made before, and keep those that are added; a look into the past makes its own."""
        return self._fits.lent() if self._only is None else nullcontext({})

    def facts(self, accounts: Sequence[str], as_of: datetime) -> tuple[Facts, ...]:
        """Return platform, country and followers of some accounts, in that order."""
        return read_facts(self._engine, self._on(accounts, as_of), accounts)

    def samples(self, accounts: Sequence[str], as_of: datetime) -> AudienceSamples | None:
        """Return the audience samples of some accounts."""
        return read_samples(self._engine, self._whole(as_of), accounts)

    def hand_counts(self, accounts: Sequence[str], as_of: datetime) -> dict[str, tuple[HandCount, ...]]:
        """Return the followers of some accounts as people counted them, newest count first."""
        return read_hand_counts(self._engine, self._on(accounts, as_of), accounts)

    def creators(self, accounts: Sequence[str], as_of: datetime, brand: str = "") -> tuple[Creator, ...]:
        """Return creators as nouns by account id, as a brand may see them."""
        return read_creators(self._engine, self._near.sight(self._sight(as_of, brand), accounts), accounts)

    def closely(self, account: str, as_of: datetime, brand: str = "") -> tuple[Creator, Pool] | None:
        """Return one creator as a noun and as a pool of one, from her lines; ``None`` where she is not there."""
        return read_closely(self._engine, self._near.sight(self._sight(as_of, brand), [account]), account)

    def named(self, who: str, as_of: datetime) -> list[tuple[str, str, str]]:
        """Return (account id, platform, handle) of whoever goes by an id (``cr_…``, ``ac_…``) or a handle now."""
        return read_named(self._engine, self._sight(as_of), who)

    def near(self, who: str, as_of: datetime, most: int) -> list[tuple[str, str]]:
        """Return (platform, handle) of some accounts whose handle holds a text."""
        return read_near(self._engine, self._sight(as_of), who, most)

    def deals(self, as_of: datetime, brand: str = "", *, coded: bool = False) -> tuple[tuple[str, SheetDeal], ...]:
        """Return what the brand's own sheets say of money; with ``coded``, only lines that name a code."""
        return read_deals(self._engine, self._sight(as_of, brand), coded=coded)

    def expiring(self, batches: Sequence[str], as_of: datetime, until: datetime) -> tuple[Expiring, ...]:
        """Return what of some batches expires soon, by source."""
        return expiring(self._engine, batches, as_of, until)

    def suggestions(self, as_of: datetime) -> tuple[Suggestion, ...]:
        """Return pairs of accounts that may be one person. O(accounts): see ``suggestions_for`` for one of them."""
        columns = "account_id, platform, handle, coalesce(name, '')"
        rows = self._engine.rows(f"SELECT {columns} FROM ({shown_sql(self._whole(as_of))}) ORDER BY account_id")
        return suggest([(row[0], row[1], row[2], row[3]) for row in rows])

    def suggestions_for(self, account: str, handle: str, register: Register) -> tuple[Suggestion, ...]:
        """Return the pairs in which one account is, which goes by that handle."""
        return tuple(pair for pair in suggest(register.namesakes(handle)) if account in pair.accounts)

    def counts(self) -> dict[str, int]:
        """Return how many rows each table holds."""
        return {table: int(self._engine.rows(f"SELECT count(*) FROM {table}")[0][0]) for table in TABLES}

    # going away ----------------------------------------------------------------------------------------------------

    def present(self, accounts: Sequence[str]) -> tuple[str, ...]:
        """Return which of some account ids have lines here, whatever has expired; one pass over a column."""
        found = self._engine.rows(
            "SELECT DISTINCT account_id FROM accounts WHERE account_id IN (SELECT unnest($1)) ORDER BY ALL",
            [list(accounts)],
        )
        return tuple(str(row[0]) for row in found)

    def plan_erasure(self, accounts: tuple[str, ...]) -> ErasurePlan:
        """Count what an erasure would touch."""
        return plan_erasure(self._engine, self.hasher, accounts)

    def erase(self, accounts: tuple[str, ...]) -> int:
        """Take these accounts out of every segment, and delete what was worked out from them."""
        self._clear_kept()
        gone = erase(self._engine, self.hasher, accounts)
        self._clear_kept()  # somebody may have looked before the last segment was written anew
        return gone

    def _clear_kept(self) -> None:
        self.kept.clear()
        self.hints.clear()
        self._fits.clear()

    def adopt(self, brand: str) -> None:
        """Give the batches of no brand to one: those of versions before there were brands."""
        for manifest in self._engine.batches():
            if not manifest.facts.get("brand"):
                self._engine.amend(manifest.batch, {**manifest.facts, "brand": brand})

    def still(self) -> AbstractContextManager[None]:
        """Keep every writer of every process out, for a backup. Raises ``WorkspaceBusyError``."""
        return self._engine.still()

    def rest(self) -> None:
        """Hand memory that no query needs back to the system."""
        self._engine.rest()

    def close(self) -> None:
        """Let go of the engine."""
        self._engine.close()


def open_catalog(url: str, folder: Path, key: bytes, *, memory_mb: int = 1024) -> Catalog:
    """Open the catalogue in a folder; made where there is none. What follows from it lies beside, in ``derived``."""
    engine = open_engine(url, folder, TABLES, memory_mb=memory_mb)
    derived = folder.with_name("derived")
    return Catalog(
        engine, Hasher(key), (PostWindowStore(engine, derived), TextHintStore(engine, derived), FitStore(derived))
    )
