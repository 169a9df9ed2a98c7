"""The segments that the catalogue owns: table, column, type.

A line of a creators' file is one wide row: the account, its cells and its values side by side.
``low`` and ``high`` of a figure are NULL where it was written exactly. ``metric`` is a view over this row.
"""

from __future__ import annotations

# figures that a line may carry, each with its low and high end, and their units
FIGURES: dict[str, str] = {
    "followers": "people",
    "following": "people",
    "posts_count": "posts",
    "total_likes": "likes",
    "total_views": "views",
    "avg_likes": "likes",
    "avg_comments": "comments",
    "avg_views": "views",
    "er": "fraction",
}

# columns that mean nothing without another one of the same line, so they are shown from that line and no other
FOLLOWS: dict[str, str] = {
    "er_definition": "er", "fee_currency": "fee_minor", "revenue_currency": "revenue_minor", "latitude": "city",
    "longitude": "city",
}  # fmt: skip

_ORIGIN = {
    "batch": "VARCHAR",
    "sequence": "BIGINT",
    "row": "BIGINT",
    "source": "VARCHAR",
    "policy": "VARCHAR",
    "observed_at": "TIMESTAMP",
    "expires_at": "TIMESTAMP",
}

ACCOUNTS: dict[str, str] = {
    **_ORIGIN,
    "account_id": "VARCHAR",
    "platform": "VARCHAR",
    "key_kind": "VARCHAR",
    "handle": "VARCHAR",
    "handle_raw": "VARCHAR",
    "platform_id": "VARCHAR",
    "url": "VARCHAR",
    "name": "VARCHAR",
    "kind": "VARCHAR",
    "country": "VARCHAR",
    "country_raw": "VARCHAR",
    "city": "VARCHAR",
    "latitude": "DOUBLE",
    "longitude": "DOUBLE",
    "languages": "VARCHAR",
    "niche": "VARCHAR",
    "bio": "VARCHAR",
    "captions": "VARCHAR",
    "hashtags": "VARCHAR",
    "notes": "VARCHAR",
    **{f"{name}{end}": "DOUBLE" for name in FIGURES for end in ("", "_low", "_high")},
    "er_definition": "VARCHAR",
    "fee_minor": "BIGINT",
    "fee_currency": "VARCHAR",
    "gift": "BOOLEAN",
    "codes": "VARCHAR",
    "code_uses": "BIGINT",
    "link_clicks": "BIGINT",
    "revenue_minor": "BIGINT",
    "revenue_currency": "VARCHAR",
    "extra": "VARCHAR",
    "raw": "VARCHAR",
    "cells_hash": "UBIGINT",
}

# what one client told: shown to that brand alone. The other columns say what anybody sees on a profile. ``raw`` holds
# cells of all columns, and ``cells_hash`` would tell that two clients wrote the same.
PRIVATE: tuple[str, ...] = (
    "notes", "fee_minor", "fee_currency", "gift", "codes", "code_uses", "link_clicks", "revenue_minor",
    "revenue_currency", "extra", "raw", "cells_hash",
)  # fmt: skip
# tables of which a brand reads its own rows only: the figures of its own accounts and sites
OWN_TABLES: tuple[str, ...] = ("insights",)

TABLES: dict[str, dict[str, str]] = {
    "accounts": ACCOUNTS,
    "metrics": {
        **_ORIGIN,
        "account_id": "VARCHAR",
        "name": "VARCHAR",
        "state": "VARCHAR",
        "value": "DOUBLE",
        "reason": "VARCHAR",
    },
    "posts": {
        **_ORIGIN,
        "account_id": "VARCHAR",
        "post_id": "VARCHAR",
        "post_key": "VARCHAR",
        "posted_at": "TIMESTAMP",
        "format": "VARCHAR",
        "url": "VARCHAR",
        "caption": "VARCHAR",
        "likes": "BIGINT",
        "comments": "BIGINT",
        "shares": "BIGINT",
        "saves": "BIGINT",
        "views": "BIGINT",
        "sponsored": "BOOLEAN",
    },
    "comments": {
        **_ORIGIN,
        "comment_id": "VARCHAR",
        "platform": "VARCHAR",
        "post_key": "VARCHAR",
        "author": "UBIGINT",
        "posted_at": "TIMESTAMP",
        "text": "VARCHAR",
        "parent": "VARCHAR",
        "comment_key": "VARCHAR",
    },
    "audience": {**_ORIGIN, "account_id": "VARCHAR", "person": "UBIGINT", "frame": "VARCHAR", "rate": "DOUBLE"},
    "insights": {
        **_ORIGIN,
        "table_name": "VARCHAR",
        "label": "VARCHAR",
        "metric": "VARCHAR",
        "value": "DOUBLE",
        "day": "DATE",
    },
}

# by what the rows of one account are looked up, where they are a small part of a table
LOOKED_UP_BY: dict[str, str] = {"posts": "account_id", "comments": "post_key"}

# tables in which a row belongs to one account, and so to one person who may ask to be erased; accounts go last, since a
# crash in the middle must leave her findable
PERSONAL: tuple[str, ...] = ("metrics", "audience", "posts", "accounts")
