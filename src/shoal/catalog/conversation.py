"""Comments of some accounts in columns, with their threads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shoal.catalog.identity import Hasher, spellings_of
from shoal.catalog.near import EPOCH, grouped, newest, ref_of, seconds, texts
from shoal.catalog.shown import Near, Row, Sight, live
from shoal.domain.bulk import CommentTable, Ints, Texts
from shoal.engines import Engine

Columns = Mapping[str, NDArray[Any]]


def read_comments(engine: Engine, hasher: Hasher, sight: Sight, accounts: Sequence[str]) -> CommentTable:
    """Return the comments under the posts of some accounts, whatever batch the posts came in with.

    A comment that came in twice counts once, as the newest batch has it. One whose file did not say its platform counts
    where its post is known on one platform only. O(comments in the catalogue) for the filter, the rest is O(comments
    of these accounts).
    """
    if sight.near is not None:
        found = _of_near(engine, sight, sight.near)
    else:
        found = engine.columns(_comments_sql(sight), [list(accounts)])
    place = {account: at for at, account in enumerate(accounts)}
    account = np.array([place[text] for text in found["account_id"].tolist()], dtype=np.int64)
    order = np.lexsort((found["row"], found["sequence"], found["at"], found["post"], account))
    account = account[order]
    told: Columns = {name: column[order] for name, column in found.items()}
    captions, caption = _captions(_texts(told["caption"]))
    answers = np.array([parent is not None for parent in told["parent"].tolist()], dtype=np.bool_)
    return CommentTable(
        account=account,
        post=told["post"].astype(np.int64),
        author=told["author"].astype(np.uint64),
        by_creator=_by_creator(engine, hasher, sight, accounts, (account, told["author"].astype(np.uint64))),
        parent=_parents(told, answers),
        threaded=told["threaded"].astype(np.bool_),
        at=told["at"].astype(np.float64),
        text=_texts(told["text"]),
        ref=_texts(told["ref"]),
        caption=caption,
        captions=captions,
        answers=answers,
        seen=told["seen"].astype(np.float64),
    )


def _of_near(engine: Engine, sight: Sight, near: Near) -> dict[str, NDArray[Any]]:
    """Return what the query of :func:`read_comments` gives for the account that is seen close up."""
    posts = {key: told for key, told in grouped(near.hers("posts", sight), "post_key").items() if key is not None}
    kept = _kept_near(near, sight)
    said = grouped(kept, "post_key")
    began: dict[str, datetime] = {}
    for key, some in said.items():
        dates = [row["posted_at"] for row in posts[key] if row["posted_at"] is not None]
        first = [row["posted_at"] for row in some if row["posted_at"] is not None]
        began[key] = max(dates, default=min(first, default=EPOCH))
    number = {key: at for at, key in enumerate(sorted(began, key=lambda key: (began[key], key)))}
    caption = {key: newest(posts[key], "caption") for key in said}
    threads = _threading(engine, sight, kept)
    told = {name: [row[name] for row in kept] for name in ("text", "parent", "comment_key", "batch")}
    return {
        **{name: texts(column) for name, column in told.items()},
        "account_id": texts([near.account] * len(kept)),
        "post": np.array([number[row["post_key"]] for row in kept], dtype=np.int64),
        "author": np.array([row["author"] or 0 for row in kept], dtype=np.uint64),
        "row": np.array([row["row"] for row in kept], dtype=np.int64),
        "sequence": np.array([row["sequence"] for row in kept], dtype=np.int64),
        "threaded": np.array([row["batch"] in threads for row in kept], dtype=np.bool_),
        "caption": texts([caption[row["post_key"]] for row in kept]),
        "at": seconds([row["posted_at"] for row in kept]),
        "seen": seconds([row["observed_at"] for row in kept]),
        "ref": texts([ref_of(row) for row in kept]),
    }


def _kept_near(near: Near, sight: Sight) -> list[Row]:
    """Return the comments that stand under her posts, each once, as the newest batch has it."""
    platforms = {row["account_id"]: row["platform"] for row in near.live("accounts", sight)}
    if near.account not in platforms:
        return []
    under: dict[str, set[str]] = {}  # the platforms on which somebody has a post of a key, and she has one too
    mine = {row["post_key"] for row in near.hers("posts", sight)}
    for row in near.live("posts", sight):
        if row["post_key"] in mine and row["account_id"] in platforms:
            under.setdefault(row["post_key"], set()).add(platforms[row["account_id"]])
    once = grouped(near.live("comments", sight), "comment_id").values()
    newest_of = (min(some, key=lambda row: (-row["sequence"], row["row"])) for some in once)
    return [
        row
        for row in newest_of
        if row["post_key"] in mine
        and (row["platform"] == platforms[near.account] or (row["platform"] == "" and len(under[row["post_key"]]) == 1))
    ]


def _threading(engine: Engine, sight: Sight, comments: Sequence[Row]) -> set[str]:
    """Return the batches of some comments that tell of threads at all, be it under the posts of others."""
    found = {row["batch"] for row in comments if row["parent"] is not None}
    rest = {row["batch"] for row in comments} - found
    if rest:
        answers = f"{live('comments', sight)} WHERE parent IS NOT NULL AND batch IN (SELECT unnest($1))"
        sql = f"SELECT DISTINCT batch FROM {answers}"
        found |= {str(row[0]) for row in engine.rows(sql, [sorted(rest)])}
    return found


def _posts_sql(sight: Sight, where: str) -> str:
    """Return SQL for the posts that comments may stand under, one row per account and key of a post.

    ``alone`` says that no account of another platform has a post of that key. Only keys that ``where`` lets through
    are looked at, with whoever has them: of a few accounts that is a small part of all posts.
    """
    keys = "" if where == "true" else f" AND post_key IN (SELECT post_key FROM {live('posts', sight)} WHERE {where})"
    platforms = f"SELECT account_id, any_value(platform) AS platform FROM {live('accounts', sight)} GROUP BY account_id"
    keyed = (
        f"SELECT account_id, post_key, arg_max(caption, sequence) AS caption, max(posted_at) AS posted_at "
        f"FROM {live('posts', sight)} WHERE post_key IS NOT NULL{keys} GROUP BY account_id, post_key"
    )
    alone = "min(platform) OVER (PARTITION BY post_key) = max(platform) OVER (PARTITION BY post_key) AS alone"
    return f"SELECT * FROM (SELECT *, {alone} FROM ({keyed}) JOIN ({platforms}) USING (account_id)) WHERE {where}"


def _kept_sql(sight: Sight, posts: str) -> str:
    """Return the head of a query over ``kept``: the comments under those posts, each once."""
    return (
        f"WITH mine AS ({posts}), threading AS (SELECT batch FROM {live('comments', sight)} GROUP BY batch "
        "HAVING bool_or(parent IS NOT NULL)), "
        f"under AS (SELECT * FROM {live('comments', sight)} WHERE post_key IN (SELECT post_key FROM mine)), "
        "one AS (SELECT * FROM under QUALIFY row_number() OVER "
        "(PARTITION BY comment_id ORDER BY sequence DESC, row) = 1), "
        "kept AS (SELECT m.account_id, m.post_key, m.posted_at AS post_at, m.caption, c.sequence, c.batch, c.row, "
        "c.text, c.parent, c.comment_key, c.posted_at, c.observed_at, coalesce(c.author, 0)::UBIGINT AS author, "
        "c.batch IN (SELECT batch FROM threading) AS threaded "
        "FROM one c JOIN mine m ON c.post_key = m.post_key "
        "WHERE c.platform = m.platform OR (c.platform = '' AND m.alone))"
    )


def _comments_sql(sight: Sight) -> str:
    """Return the query of :func:`read_comments`; posts are numbered from old to new, by their first comment if need be.

    The choice of accounts stands after the look for other platforms: a key means whatever anybody's post is called.
    """
    posts = _posts_sql(sight, "account_id IN (SELECT unnest($1))")
    began = "coalesce(post_at, min(posted_at) OVER (PARTITION BY account_id, post_key), TIMESTAMP '1970-01-01')"
    return (
        f"{_kept_sql(sight, posts)}, dated AS (SELECT *, {began} AS began FROM kept) "
        "SELECT account_id, dense_rank() OVER (ORDER BY account_id, began, post_key) - 1 AS post, author, "
        "coalesce(text, '') AS text, parent, comment_key, batch, row, sequence, threaded, caption, "
        "epoch(posted_at) AS at, epoch(observed_at) AS seen, batch || ':' || row AS ref FROM dated"
    )


def _by_creator(
    engine: Engine, hasher: Hasher, sight: Sight, accounts: Sequence[str], written: tuple[Ints, NDArray[np.uint64]]
) -> NDArray[np.bool_]:
    """Say which comments an account wrote itself: by the keys under which a file may have named it."""
    place = {account: at for at, account in enumerate(accounts)}
    own: set[tuple[int, int]] = set()
    for account, platform, handle, raw, number in _spelled(engine, sight, accounts):
        own |= {(place[account], hasher.person(*name)) for name in spellings_of(platform, handle, raw, number)}
    account, author = written
    pairs = zip(account.tolist(), author.tolist(), strict=True)
    return np.fromiter((pair in own for pair in pairs), dtype=np.bool_, count=len(account))


def _spelled(engine: Engine, sight: Sight, accounts: Sequence[str]) -> Sequence[Sequence[Any]]:
    """Return what each line calls its account: id, platform, handle, handle as written, number on the platform."""
    if sight.near is not None:
        names = ("account_id", "platform", "handle", "handle_raw", "platform_id")
        lines = ({**row, "handle": row["handle"] if row["key_kind"] == "handle" else None}
                 for row in sight.near.hers("accounts", sight))  # fmt: skip
        return [[line[name] for name in names] for line in lines]
    return engine.rows(
        "SELECT DISTINCT account_id, platform, CASE WHEN key_kind = 'handle' THEN handle END, handle_raw, platform_id "
        f"FROM {live('accounts', sight)} WHERE account_id IN (SELECT unnest($1))",
        [list(accounts)],
    )


def _parents(told: Columns, answers: NDArray[np.bool_]) -> Ints:
    """Return the position of the comment that each one answers, -1 where it answers none or that one is not there.

    A file that gives its comments keys names them by those, any other by the number of the line.
    """
    found = np.full(len(answers), -1, dtype=np.int64)
    if not answers.any():
        return found
    batch, post = told["batch"].tolist(), told["post"].tolist()
    by_key = {(post[at], key): at for at, key in enumerate(told["comment_key"].tolist()) if key is not None}
    by_line = {(batch[at], post[at], str(line)): at for at, line in enumerate(told["row"].tolist())}
    keyed = {batch[at] for at, key in enumerate(told["comment_key"].tolist()) if key is not None}
    parent = told["parent"].tolist()
    for at in np.flatnonzero(answers).tolist():
        line = -1 if batch[at] in keyed else by_line.get((batch[at], post[at], parent[at]), -1)
        place = by_key.get((post[at], parent[at]), line)
        found[at] = -1 if place == at else place
    return found


def _captions(told: Texts) -> tuple[tuple[str, ...], Ints]:
    """Return the captions, each once, and the place of each comment's caption among them."""
    captions = tuple(sorted({text for text in told.tolist() if text}))
    place = {text: at for at, text in enumerate(captions)}
    return captions, np.array([place.get(text, -1) for text in told.tolist()], dtype=np.int64)


def _texts(column: NDArray[Any]) -> Texts:
    plain = column.astype(object)
    plain[plain == None] = ""  # noqa: E711  element by element
    return plain
