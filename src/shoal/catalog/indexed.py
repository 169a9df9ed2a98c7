"""What the search index reads of the catalogue: texts by the chunk, whose last post was when, and who changed.

It goes by a register of no brand, so that nothing of what belongs to one brand gets into the index.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

import numpy as np

from shoal.catalog.register import Register
from shoal.catalog.shown import Sight, live
from shoal.domain.bulk import Floats, Ints, Texts

CHUNK = 50_000
CAPTIONS_READ = 20  # newest captions of an account's posts that are looked through
CAPTION_SIGNS = 2_000  # of all of them together
TEXTS = ("account_id", "handle", "name", "city", "bio", "captions", "hashtags")


def index_texts(
    register: Register, as_of: datetime, rows: Ints | None = None
) -> Iterator[tuple[Ints, dict[str, Texts]]]:
    """Yield the texts of the accounts of a register, or of some rows, by the chunk, with the rows they belong to.

    Captions are those of the account and of its newest posts. O(texts), memory for a chunk.
    """
    wanted = np.arange(register.size, dtype=np.int64) if rows is None else rows
    posts = bool(register.engine.rows("SELECT 1 FROM posts WHERE caption IS NOT NULL LIMIT 1"))
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        sql = (
            f"SELECT {', '.join(TEXTS)} FROM {register.table} "
            "SEMI JOIN (SELECT unnest($1::BIGINT[]) AS pos) USING (pos) ORDER BY pos"
        )
        found = register.engine.columns(sql, [part.tolist()])
        texts = {name: _texts(found[name]) for name in TEXTS}
        if posts:
            texts["captions"] = _with_posts(register, as_of, texts)
        yield part, texts


def _with_posts(register: Register, as_of: datetime, texts: dict[str, Texts]) -> Texts:
    """Return the captions of some accounts with those of their newest posts behind them."""
    newest = f"array_to_string(list_slice(list(caption ORDER BY posted_at DESC NULLS LAST), 1, {CAPTIONS_READ}), ' / ')"
    sql = (
        f"SELECT account_id, left({newest}, {CAPTION_SIGNS}) AS told FROM {live('posts', Sight(as_of))} "
        "WHERE caption <> '' AND account_id IN (SELECT unnest($1)) GROUP BY account_id"
    )
    told = {str(row[0]): str(row[1]) for row in register.engine.rows(sql, [texts["account_id"].tolist()])}
    pairs = zip(texts["account_id"].tolist(), texts["captions"].tolist(), strict=True)
    joined = [" / ".join(filter(None, (captions, told.get(account, "")))) for account, captions in pairs]
    return np.array(joined, dtype=object)


def last_posts(register: Register, as_of: datetime) -> Floats:
    """Return when each account of a register posted last, in seconds since 1970, NaN where no post is dated."""
    found = np.full(register.size, np.nan)
    sql = (
        f"SELECT pos, last FROM {register.table} JOIN (SELECT account_id, max(epoch(posted_at)) AS last "
        f"FROM {live('posts', Sight(as_of))} WHERE posted_at IS NOT NULL GROUP BY account_id) USING (account_id)"
    )
    told = register.engine.columns(sql)
    found[told["pos"].astype(np.int64)] = told["last"].astype(np.float64)
    return found


def changed_accounts(register: Register, batches: Sequence[str], then: datetime, now: datetime) -> tuple[str, ...]:
    """Return the accounts that some batches tell of, or of which something expired between two moments."""
    fresh, gone = Sight(then), Sight(now)
    parts = [
        f"SELECT account_id FROM {table} WHERE batch IN (SELECT unnest($1::VARCHAR[]))"
        for table in ("accounts", "posts")
    ]
    parts += [
        f"SELECT account_id FROM {live(table, fresh)} EXCEPT ALL SELECT account_id FROM {live(table, gone)}"
        for table in ("accounts", "posts")
    ]
    sql = " UNION ".join(f"(SELECT DISTINCT account_id FROM ({part}))" for part in parts)
    return tuple(sorted(str(row[0]) for row in register.engine.rows(sql, [list(batches)])))


def batches_noted(batches: Sequence[str]) -> str:
    """Return batch ids as the index keeps them in its own notes."""
    return json.dumps(sorted(batches))


def _texts(array: Texts) -> Texts:
    plain = array.astype(object)
    plain[plain == None] = ""  # noqa: E711  element by element
    return plain
