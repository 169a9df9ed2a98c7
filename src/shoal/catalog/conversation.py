"""Comments of some accounts in columns, with their threads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shoal.catalog.identity import Hasher, spellings_of
from shoal.catalog.shown import Sight, live
from shoal.domain.bulk import CommentTable, Ints, Texts
from shoal.engines import Engine

Columns = Mapping[str, NDArray[Any]]


def read_comments(engine: Engine, hasher: Hasher, sight: Sight, accounts: Sequence[str]) -> CommentTable:
    """Return the comments under the posts of some accounts, whatever batch the posts came in with.

    A comment that came in twice counts once, as the newest batch has it. One whose file did not say its platform counts
    where its post is known on one platform only. O(comments in the catalogue) for the filter, the rest is O(comments
    of these accounts).
    """
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
    sql = (
        "SELECT DISTINCT account_id, platform, CASE WHEN key_kind = 'handle' THEN handle END, handle_raw, platform_id "
        f"FROM {live('accounts', sight)} WHERE account_id IN (SELECT unnest($1))"
    )
    place = {account: at for at, account in enumerate(accounts)}
    own: set[tuple[int, int]] = set()
    for account, platform, handle, raw, number in engine.rows(sql, [list(accounts)]):
        own |= {(place[account], hasher.person(*name)) for name in spellings_of(platform, handle, raw, number)}
    account, author = written
    pairs = zip(account.tolist(), author.tolist(), strict=True)
    return np.fromiter((pair in own for pair in pairs), dtype=np.bool_, count=len(account))


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
