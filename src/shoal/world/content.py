"""Posts of the made-up creators: when, what kind, how they were received and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from shoal.world.creators import Accounts, Floats, Ints, Texts, texts
from shoal.world.dice import Part, dice
from shoal.world.levels import Levels
from shoal.world.places import LANGUAGES, NICHES
from shoal.world.words import AD_LABELS, CAPTION_ENDINGS, CAPTION_OPENINGS, TOPICS

POSTS_LEAST, POSTS_MOST = 20, 80  # seen per creator; with these the within-account moments of S15 come out
VIDEO_SHARE = np.array([0.4, 1.0, 1.0])  # of posts, by platform (judgement)
POSTS_PER_30_DAYS = 10.0  # median, sd of log .6 (judgement)
NEWEST_AGE_DAYS = 3.0  # younger posts are still collecting likes (metrics.md section 3)
HIDDEN_LIKES_SHARE = 0.06  # of Instagram creators; a few single posts besides (judgements)
HIDDEN_POST_SHARE = 0.01
COMMENTS_OFF_SHARE = 0.01
SPONSORED_SHARE = 0.153  # of posts (metrics.md section 4)
LABELS_SEEN_SHARE = 0.7  # of creators whose label field the brand can read (judgement)
COMMENT_DISPERSION = 3.0  # shape of the negative binomial (judgement)
VIEW_NOISE_SD = 0.33
TAGGED_SHARE = 0.5  # of captions (judgement)
DAY_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Posts:
    """Posts in columns, by creator and from old to new; ``first`` holds where each creator's posts start (rows + 1).

    ``likes``, ``comments`` and ``views`` are -1 where they are hidden or not offered, never 0; ``sponsored`` is 1, 0,
    or -1 where the label cannot be read. ``at`` is seconds since 1970 in UTC. ``caption`` is empty when not asked for.
    """

    first: Ints
    account: Ints
    at: Ints
    video: NDArray[np.bool_]
    likes: Ints
    comments: Ints
    views: Ints
    sponsored: NDArray[np.int8]
    caption: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """What posts got, post by post."""

    likes: Ints
    comments: Ints
    views: Ints


def draw_posts(seed: int, accounts: Accounts, levels: Levels, *, as_of: datetime, captions: bool) -> Posts:
    """Return the posts up to ``as_of``; O(posts), some 50 per creator."""
    generator = dice(seed, Part.POSTS)
    rows = len(accounts)
    counts = generator.integers(POSTS_LEAST, POSTS_MOST + 1, rows)
    first = np.concatenate([[0], np.cumsum(counts)])
    account = np.repeat(np.arange(rows), counts)
    at = _times(generator, first, account, as_of)
    video = generator.random(account.shape[0]) < VIDEO_SHARE[accounts.platform[account]]
    sponsored = (generator.random(account.shape[0]) < SPONSORED_SHARE).astype(np.int8)
    readable = generator.random(rows) < LABELS_SEEN_SHARE
    path = draw_path(seed, levels, first, account)
    seen = _hide(generator, accounts, account, receive(dice(seed, Part.COUNTS), levels, account, path))
    return Posts(
        first=first,
        account=account,
        at=at,
        video=video,
        likes=seen.likes,
        comments=seen.comments,
        views=np.where(video, seen.views, -1),
        sponsored=np.where(readable[account], sponsored, -1).astype(np.int8),
        caption=_captions(seed, accounts, account, sponsored) if captions else texts([""])[np.zeros_like(account)],
    )


def _times(generator: np.random.Generator, first: Ints, account: Ints, as_of: datetime) -> Ints:
    """Return post times: gaps of a creator's own pace, the newest post at least three days old."""
    rows = first.shape[0] - 1
    pace = POSTS_PER_30_DAYS * np.exp(0.6 * generator.standard_normal(rows))
    gap = generator.gamma(2.0, 0.5, account.shape[0]) * (30.0 / pace)[account] * DAY_SECONDS
    before = np.cumsum(gap)
    last = first[1:] - 1
    age = NEWEST_AGE_DAYS * DAY_SECONDS + generator.random(rows) * (30.0 / pace) * DAY_SECONDS
    at = as_of.timestamp() - age[account] - (before[last][account] - before)
    seconds: Ints = np.floor(at).astype(np.int64)
    return seconds


def draw_path(seed: int, levels: Levels, first: Ints, account: Ints) -> Floats:
    """Return each post's level as a difference from the creator's level over all her posts: a walk with mean 0.

    The path of the newest post is where the future starts, which only the truth knows.
    """
    generator = dice(seed, Part.PATHS)
    step = levels.drift[account] + levels.step_sd[account] * generator.standard_normal(account.shape[0])
    walk = np.cumsum(step)
    walk -= walk[first[:-1]][account]  # before the mean is taken: the running sum of all creators grows large
    mean = np.add.reduceat(walk, first[:-1]) / np.diff(first)
    return walk - mean[account]


def receive(generator: np.random.Generator, levels: Levels, account: Ints, path: Floats) -> Reception:
    """Return the counts of posts whose levels differ from the creator's by ``path``."""
    noise = levels.noise_sd[account] * generator.standard_normal(account.shape[0])
    likes = np.rint(np.exp(levels.likes_log[account] + path + noise)).astype(np.int64)
    heat = generator.gamma(COMMENT_DISPERSION, 1.0 / COMMENT_DISPERSION, account.shape[0])
    comments = generator.poisson(np.exp(levels.comments_log[account] + path + 0.5 * noise) * heat)
    own = VIEW_NOISE_SD * generator.standard_normal(account.shape[0])
    views = np.rint(np.exp(levels.views_log[account] + path + own)).astype(np.int64)
    return Reception(likes=likes, comments=comments, views=np.maximum(views, np.ceil(1.1 * likes).astype(np.int64)))


def _hide(generator: np.random.Generator, accounts: Accounts, account: Ints, seen: Reception) -> Reception:
    """Return the counts with what platforms and people hide set to -1."""
    rows = len(accounts)
    shy = (generator.random(rows) < HIDDEN_LIKES_SHARE) & (accounts.platform == 0)
    hidden = shy[account] | (generator.random(account.shape[0]) < HIDDEN_POST_SHARE)
    closed = generator.random(account.shape[0]) < COMMENTS_OFF_SHARE
    return Reception(
        likes=np.where(hidden, -1, seen.likes), comments=np.where(closed, -1, seen.comments), views=seen.views
    )


def _captions(seed: int, accounts: Accounts, account: Ints, sponsored: NDArray[np.int8]) -> Texts:
    """Return captions in the creator's language; paid posts start with the country's word for it."""
    generator = dice(seed, Part.CAPTIONS)
    posts = account.shape[0]
    language, niche = accounts.language[account], accounts.niche[account]
    openings = np.array([CAPTION_OPENINGS[code] for code in LANGUAGES], dtype=np.object_)
    endings = np.array([CAPTION_ENDINGS[code] for code in LANGUAGES], dtype=np.object_)
    topics = np.array([[TOPICS[code][slug] for slug in NICHES] for code in LANGUAGES], dtype=np.object_)
    tags = texts([f"#{slug}" for slug in NICHES])
    topic = topics[language, niche, generator.integers(0, 3, posts)]
    caption: Texts = openings[language, generator.integers(0, openings.shape[1], posts)] + " " + topic + ". "
    caption += endings[language, generator.integers(0, endings.shape[1], posts)]
    tagged = generator.random(posts) < TAGGED_SHARE
    caption[tagged] += " " + tags[niche[tagged]]
    labels = texts([AD_LABELS[code] for code in LANGUAGES])
    paid = sponsored == 1
    caption[paid] = labels[language[paid]] + " · " + caption[paid]
    return caption
