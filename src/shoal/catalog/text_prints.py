"""By what the texts of an account are told from those it had before: a number over the lines that they came in with."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from math import inf

import numpy as np
from numpy.typing import NDArray

from shoal.catalog.post_columns import Ids, packed_ids, packed_sql
from shoal.catalog.records import stamp
from shoal.catalog.shown import Sight, live
from shoal.domain.bulk import Ints, Texts
from shoal.engines import Arrays, Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPrints:
    """Everybody with captions, labels of the platform or comments, in order of account id.

    ``prints`` are equal where every line is that it was. ``comments`` says how many an account has, ``texts`` how many
    comments and captions with words, ``captions`` whether there is any caption or label.
    """

    ids: Ids
    prints: NDArray[np.uint64]
    platform: Texts
    comments: Ints
    texts: Ints
    captions: NDArray[np.bool_]


PRINTS = tuple(field.name for field in fields(TextPrints))


def prints_kept(prints: TextPrints) -> Arrays:
    """Return prints as the arrays by which they are kept."""
    return {f"prints_{name}": getattr(prints, name) for name in PRINTS} | {
        "prints_platform": prints.platform.astype(str)
    }


def kept_prints(arrays: Arrays) -> TextPrints:
    """Return prints that were kept. Raises ``KeyError`` where there are none."""
    told = {name: arrays[f"prints_{name}"] for name in PRINTS}
    return TextPrints(**{**told, "platform": told["platform"].astype(object)})


def true_until(engine: Engine, as_of: datetime) -> float:
    """Return until when prints stay what they are while no batch comes or goes: the next line expires then.

    In seconds since 1970, infinite where none does.
    """
    lines = " UNION ALL ".join(f"SELECT expires_at FROM {table}" for table in ("posts", "comments", "accounts"))
    ((until,),) = engine.rows(
        f"SELECT epoch(min(expires_at)) FROM ({lines}) WHERE expires_at > TIMESTAMP '{stamp(as_of)}'"
    )
    return inf if until is None else float(until)


def read_prints(engine: Engine, sight: Sight) -> TextPrints:
    """Return the prints of what is live now. O(posts + comments), of small columns alone: 0.3 s for a million.

    A print changes with the posts of an account, with comments under posts of that name, with the names by which she
    may have answered, and with what says whose a comment is where its file does not name the platform.
    """
    told = engine.columns(
        f"SELECT {packed_sql('account_id')}, print, platform, told, captions, comments "
        f"FROM ({_prints_sql(sight)}) WHERE told OR comments > 0 ORDER BY account_id"
    )
    return TextPrints(
        ids=packed_ids(told["high"], told["low"]),
        prints=told["print"].astype(np.uint64),
        platform=told["platform"].astype(object),
        comments=told["comments"].astype(np.int64),
        texts=(told["captions"] + told["comments"]).astype(np.int64),
        captions=told["told"].astype(np.bool_),
    )


def _prints_sql(sight: Sight) -> str:
    """Return a query with a row per account. Lines are added up by XOR of their hashes: in no order, each once."""
    posts, comments, accounts = (live(table, sight) for table in ("posts", "comments", "accounts"))
    names = "platform, key_kind, handle, handle_raw, platform_id"
    alone = "min(platform) OVER (PARTITION BY post_key) = max(platform) OVER (PARTITION BY post_key)"
    mine = "c.platform = k.platform OR (c.platform = '' AND k.alone)"
    return (
        "WITH own AS (SELECT account_id, bit_xor(hash(batch, row, post_id)) AS print, "
        "count(*) FILTER (WHERE caption <> '') AS captions, "
        "bool_or(caption <> '' OR sponsored IS NOT NULL) IS TRUE AS told "
        f"FROM {posts} GROUP BY account_id), "
        f"named AS (SELECT account_id, any_value(platform) AS platform, bit_xor(hash({names})) AS print "
        f"FROM (SELECT DISTINCT account_id, {names} FROM {accounts}) GROUP BY account_id), "
        "threading AS (SELECT batch, bool_or(parent IS NOT NULL) AS threaded, "
        f"bool_or(comment_key IS NOT NULL) AS keyed FROM {comments} GROUP BY batch), "
        f"keys AS (SELECT *, {alone} AS alone FROM (SELECT DISTINCT account_id, post_key FROM {posts} "
        f"WHERE post_key IN (SELECT post_key FROM {comments})) JOIN (SELECT account_id, platform FROM named) "
        "USING (account_id)), "
        "others AS (SELECT k.account_id, bit_xor(hash(batch, row, c.comment_id, k.alone, threaded, keyed)) AS print, "
        f"count(*) FILTER (WHERE {mine}) AS comments "
        f"FROM {comments} c JOIN keys k ON c.post_key = k.post_key JOIN threading USING (batch) "
        "GROUP BY k.account_id) "
        "SELECT account_id, coalesce(platform, '') AS platform, own.told, own.captions, "
        "coalesce(others.comments, 0) AS comments, hash(own.print, named.print, others.print) AS print "
        "FROM own LEFT JOIN named USING (account_id) LEFT JOIN others USING (account_id)"
    )
