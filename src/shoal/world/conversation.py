"""Comments under the newest posts of the made-up creators: short praise, emoji, questions, and some answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shoal.world.content import DAY_SECONDS, Posts
from shoal.world.creators import Accounts, Ints, Texts, texts
from shoal.world.dice import Part, dice
from shoal.world.places import LANGUAGES, NICHES
from shoal.world.words import COMMENTS, EMOJI_COMMENTS, REPLIES, TOPICS

NEWEST_POSTS = 6
COMMENTS_MOST = 8  # texts per post; the count of a post may be higher
# Kinds of comment: praise, question or thanks from the list; emoji alone; one that names the topic. Near the shares in
# 9,890 comments on ten large creators: 29 % have no word at all (metrics.md section 4).
EMOJI_SHARE = 0.29
SPECIFIC_SHARE = 0.15
REPLY_BETA = (1.5, 4.0)  # share of comments a creator answers (judgement)
AUTHORS_PER_NICHE = 4_000  # few enough that regulars are met again


@dataclass(frozen=True, slots=True, kw_only=True)
class Comments:
    """Comments in columns, by post; ``author`` is a person's number or -1 for the creator herself.

    ``parent`` is the position of the comment that is answered, or -1. ``at`` is seconds since 1970 in UTC.
    """

    post: Ints
    author: Ints
    at: Ints
    parent: Ints
    text: Texts


def draw_comments(seed: int, accounts: Accounts, posts: Posts) -> Comments:
    """Return the texts under each creator's newest posts; O(comments), about a dozen per creator."""
    generator = dice(seed, Part.COMMENTS)
    place = np.arange(posts.account.shape[0])
    newest = place >= posts.first[1:][posts.account] - NEWEST_POSTS
    count = np.where(newest, np.clip(posts.comments, 0, COMMENTS_MOST), 0)
    post = np.repeat(place, count)
    rows = post.shape[0]
    account = posts.account[post]
    text = _texts(generator, accounts, account)
    regular = np.minimum(generator.gamma(0.6, 0.25, rows), 0.999)  # a few people write much
    author = accounts.niche[account].astype(np.int64) * AUTHORS_PER_NICHE + (regular * AUTHORS_PER_NICHE).astype(
        np.int64
    )
    at = posts.at[post] + (generator.exponential(0.4, rows) * DAY_SECONDS).astype(np.int64) + 60
    answers = generator.random(rows) < generator.beta(*REPLY_BETA, len(accounts))[account]
    parent = np.flatnonzero(answers)
    replies = texts([REPLIES[code] for code in LANGUAGES])[accounts.language[account[parent]]]
    answered_at = at[parent] + (generator.exponential(0.3, parent.shape[0]) * DAY_SECONDS).astype(np.int64) + 60
    return Comments(
        post=np.concatenate([post, post[parent]]),
        author=np.concatenate([author, np.full(parent.shape[0], -1)]),
        at=np.concatenate([at, answered_at]),
        parent=np.concatenate([np.full(rows, -1), parent]),
        text=np.concatenate([text, replies]),
    )


def _texts(generator: np.random.Generator, accounts: Accounts, account: Ints) -> Texts:
    """Return comment texts in the creator's language."""
    rows = account.shape[0]
    language, niche = accounts.language[account], accounts.niche[account]
    plain = np.array([COMMENTS[code] for code in LANGUAGES], dtype=np.object_)
    topics = np.array([[TOPICS[code][slug] for slug in NICHES] for code in LANGUAGES], dtype=np.object_)
    text: Texts = plain[language, generator.integers(0, plain.shape[1], rows)]
    kind = generator.random(account.shape)
    specific = kind > 1.0 - SPECIFIC_SHARE
    topic = topics[language, niche, generator.integers(0, 3, rows)]
    text[specific] += " · " + topic[specific]
    emoji = kind < EMOJI_SHARE
    text[emoji] = texts(list(EMOJI_COMMENTS))[generator.integers(0, len(EMOJI_COMMENTS), int(emoji.sum()))]
    return text
