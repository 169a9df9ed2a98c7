"""Posts of accounts with their words, each post once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shoal.catalog.near import numbers, posts_once, seconds, texts
from shoal.catalog.posts import VIDEOS
from shoal.catalog.shown import Near, Sight, live
from shoal.domain.bulk import CaptionTable, Texts
from shoal.engines import Engine

CAPTIONS_READ = 400  # newest posts of an account: 90 days of four posts a day, with some to spare

NEWEST = ("format", "caption", "sponsored", "likes", "comments", "url")


def read_captions(engine: Engine, sight: Sight, accounts: Sequence[str], last: int = CAPTIONS_READ) -> CaptionTable:
    """Return the newest ``last`` posts of some accounts with their captions, from old to new.

    A post that came in twice counts once, and of each of its values the newest batch that has it. A post without a
    caption is there too: shares are of all posts. O(posts in the catalogue), and memory for those asked for.
    """
    if sight.near is not None:
        return _of_near(sight.near, sight, last)
    newest = ", ".join(f"arg_max({name}, sequence) AS {name}" for name in NEWEST)
    sql = (
        "WITH asked AS (SELECT unnest($1::VARCHAR[]) AS account_id, unnest(range($2)) AS place), "
        "one AS (SELECT place, post_id, arg_max(post_key, sequence) AS post_key, "
        "arg_max(posted_at, sequence) AS posted_at, max(row) AS row, max(observed_at) AS observed_at, "
        f"{newest}, arg_max(batch || ':' || row, sequence) AS ref "
        f"FROM {live('posts', sight)} JOIN asked USING (account_id) GROUP BY place, post_id), "
        "placed AS (SELECT *, row_number() OVER (PARTITION BY place "
        "ORDER BY coalesce(posted_at, observed_at) DESC, row, post_id DESC) AS age FROM one) "
        "SELECT place, post_key, epoch(posted_at) AS at, "
        "coalesce(format IN ('video', 'reel', 'short'), false)::BIGINT AS format, "
        "coalesce(caption, '') AS caption, sponsored, likes, comments, coalesce(url, '') AS url, ref "
        f"FROM placed WHERE age <= {int(last)} ORDER BY place, age DESC"
    )
    found = engine.columns(sql, [list(accounts), len(accounts)])
    return CaptionTable(
        account=found["place"].astype(np.int64),
        post_id=_texts(found["post_key"]),
        at=found["at"].astype(np.float64),
        format=found["format"].astype(np.int64),
        text=_texts(found["caption"]),
        sponsored=found["sponsored"].astype(np.float64),
        likes=found["likes"].astype(np.float64),
        comments=found["comments"].astype(np.float64),
        url=_texts(found["url"]),
        ref=_texts(found["ref"]),
    )


def _of_near(near: Near, sight: Sight, last: int) -> CaptionTable:
    """Return what :func:`read_captions` does for the account that is seen close up."""
    told = posts_once(near, sight, (*NEWEST, "post_key"), last)
    return CaptionTable(
        account=np.zeros(len(told["ref"]), dtype=np.int64),
        post_id=_texts(texts(told["post_key"])),
        at=seconds(told["posted_at"]),
        format=np.array([form in VIDEOS for form in told["format"]], dtype=np.int64),
        text=_texts(texts(told["caption"])),
        sponsored=numbers(told["sponsored"]),
        likes=numbers(told["likes"]),
        comments=numbers(told["comments"]),
        url=_texts(texts(told["url"])),
        ref=texts(told["ref"]),
    )


def _texts(column: NDArray[Any]) -> Texts:
    plain = column.astype(object)
    plain[plain == None] = ""  # noqa: E711  element by element
    return plain
