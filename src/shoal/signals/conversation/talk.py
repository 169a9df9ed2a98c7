"""Does she answer: reply rates, the length of threads, the time to an answer (metric dictionary, section 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from shoal.domain.bulk import Floats, Ints
from shoal.domain.values import Estimate, Value, unknown
from shoal.signals.conversation.labels import Mask
from shoal.signals.conversation.resample import (
    LEAST_CLUSTERS,
    median_draws,
    moved_range,
    ratio_draws,
    weights_of,
)
from shoal.signals.conversation.sample import Conversation
from shoal.stats import CERTAIN, Clusters, clustered_interval, mixed_eye, rate_behind, seed_of, stored

NO_THREADS = "threads_not_supplied"
ENOUGH_QUESTIONS = 10  # metric dictionary, section 4: below that the interval alone says something
# How alike answers under one post are, as a Beta law: half of it below .21, a tenth above .54. Who answers does so in
# one sitting, or not at all (judgement: no public file holds threads, so it is wide, and an account's posts narrow it).
ANSWERS_ALIKE = (1.0, 3.0)
VERSION = "2"
FEW_POSTS = "fewer_than_8_posts"
COUNTED = 1.0  # the level of what stands as counted: nothing is resampled
TALK = {"reply_rate": "fraction", "question_reply_rate": "fraction", "thread_depth": "messages"}
TALK_UNITS = {**TALK, "reply_latency_p50": "hours"}


def talk_figures(
    talk: Conversation, rows: Ints, post: Ints, *, level: float, resample: bool = True
) -> Mapping[str, Value]:
    """Return whether and how soon an account answers; ``post`` numbers the post of each row from 0.

    Comments of batches that told of no threads are left out: an answer to them would not be known.
    """
    comments = talk.comments
    if not comments.threaded[rows].any():
        return {name: unknown(name, NO_THREADS, unit) for name, unit in TALK_UNITS.items()}
    top = talk.threads.top[rows] & ~talk.spam[rows]
    answered = talk.threads.joined[rows] & talk.threads.top[rows]
    return {
        "reply_rate": _answered_share(talk, rows, post, top, name="reply_rate", level=level),
        "question_reply_rate": _question_rate(talk, rows, post, top, level=level),
        "thread_depth": _depth(talk, rows, post, answered, level=level if resample else COUNTED),
        "reply_latency_p50": _latency(talk, rows, post, answered, level=level if resample else COUNTED),
    }


def _answered_share(talk: Conversation, rows: Ints, post: Ints, asked: Mask, *, name: str, level: float) -> Value:
    """Return the share of comments answered within seven days, with the posts as clusters."""
    used, still_open = _settled(talk, rows, asked)
    left = float(asked.sum() - used.sum())
    hits = used & talk.threads.in_time[rows]
    size = int(used.sum())
    parts = (("answered", float(hits.sum())), ("comments", float(size)), ("younger_than_7_days", left))
    if not size:
        return unknown(
            name, "no_questions" if name != "reply_rate" else "no_comments_of_others", "fraction", parts=parts
        )
    posts = _by_post(talk, rows, post, used)
    share = hits.sum() / size
    ends = clustered_interval(posts.hits, posts.sizes, level, alike=ANSWERS_ALIKE)
    estimate = Estimate(
        value=stored(float(share)), low=stored(min(float(ends.low), float(share))),
        high=stored(max(float(ends.high), float(share))), level=level, n=size, method="beta-binomial by post",
    )  # fmt: skip
    untimed = bool((hits & ~talk.threads.timed[rows]).any())
    reason = "answers_still_open" if still_open else "reply_times_unknown" if untimed else None
    return Value(
        name=name, state="estimated", unit="fraction", version=VERSION, estimate=estimate, reason=reason,
        parts=(*parts, ("posts", float(len(posts.sizes)))),
    )  # fmt: skip


def _settled(talk: Conversation, rows: Ints, asked: Mask) -> tuple[Mask, bool]:
    """Return the comments whose seven days are over, else all of them, and whether it is all."""
    settled = asked & ~talk.threads.open[rows]
    still_open = not settled.any() and bool(asked.any())
    return (asked if still_open else settled), still_open


def _by_post(talk: Conversation, rows: Ints, post: Ints, used: Mask) -> Clusters:
    """Return how many of those comments each post has, and how many of them were answered in time."""
    per_post = np.bincount(post[used], minlength=1)
    answered = np.bincount(post[used & talk.threads.in_time[rows]], minlength=len(per_post))
    return Clusters(hits=answered[per_post > 0].astype(float), sizes=per_post[per_post > 0].astype(float))


def _question_rate(talk: Conversation, rows: Ints, post: Ints, top: Mask, *, level: float) -> Value:
    """Return the share of questions answered; of fewer than ten the interval alone says something."""
    name, read = "question_reply_rate", talk.read["question_share"]
    if not read.counted[rows].any():
        no_text = not (talk.comments.text[rows] != "").any()
        return unknown(name, "no_text" if no_text else "language_unknown", "fraction")
    asks = top & read.flagged[rows]
    value = _answered_share(talk, rows, post, asks, name=name, level=level)
    if value.estimate is None:
        return value
    estimate = _of_questions(talk, rows, post, (asks, top & read.counted[rows] & ~asks), value.estimate)
    if estimate is None:
        return unknown(name, "reader_tells_nothing_apart", "fraction", parts=value.parts)
    few = estimate.n < ENOUGH_QUESTIONS
    return replace(value, estimate=estimate, reason="interval_only" if few else value.reason)


def _of_questions(
    talk: Conversation, rows: Ints, post: Ints, groups: tuple[Mask, Mask], counted: Estimate
) -> Estimate | None:
    """Return the rate of what is a question, of comments read as one and the others; ``None`` where none can be told.

    Some that are read as one are none, and are answered less or more often than questions are.
    """
    language = np.asarray(talk.labels.language)[rows]
    eyes = {code: eye for code, eye in talk.read["question_share"].rates.items() if (language == code).any()}
    eye = mixed_eye(eyes, {code: float(((groups[0] | groups[1]) & (language == code)).sum()) for code in eyes})
    if eye == CERTAIN:
        return counted
    picked, passed = (_by_post(talk, rows, post, _settled(talk, rows, group)[0]) for group in groups)
    seed = seed_of("question_reply_rate", picked.hits, picked.sizes, passed.hits, passed.sizes, eye)
    found = rate_behind(picked, passed, eye, alike=ANSWERS_ALIKE, level=counted.level, seed=seed)
    if found is None:
        return None
    middle, low, high = (stored(float(end)) for end in found)
    return Estimate(value=middle, low=low, high=high, level=counted.level, n=counted.n, method="Rogan-Gladen by post")


def _depth(talk: Conversation, rows: Ints, post: Ints, answered: Mask, *, level: float) -> Value:
    """Return the mean number of messages in threads that she joined."""
    if not answered.any():
        return Value(name="thread_depth", state="not_applicable", unit="messages", reason="no_replies")
    posts = int(post.max()) + 1
    messages = np.bincount(post[answered], talk.threads.messages[rows][answered], posts).astype(np.float64)
    threads = np.bincount(post[answered], minlength=posts).astype(np.float64)
    kept = threads > 0
    seed = seed_of("thread_depth", messages[kept], threads[kept])
    clusters = int(kept.sum())
    draws = None
    if level < COUNTED and clusters >= LEAST_CLUSTERS:
        draws = ratio_draws(weights_of(seed, "posts", clusters), messages[kept], threads[kept])
    return resampled("thread_depth", float(messages.sum() / threads.sum()), draws, clusters=clusters, level=level)


def _latency(talk: Conversation, rows: Ints, post: Ints, answered: Mask, *, level: float) -> Value:
    """Return the median of the hours to her first answer."""
    name = "reply_latency_p50"
    if not answered.any():
        return Value(name=name, state="not_applicable", unit="hours", reason="no_replies")
    timed = answered & talk.threads.timed[rows]
    if not timed.any():
        return unknown(name, "reply_times_unknown", "hours")
    hours = talk.threads.hours[rows][timed]
    posts, cluster = np.unique(post[timed], return_inverse=True)
    clusters, seed = len(posts), seed_of(name, hours, cluster)
    draws = None
    if level < COUNTED and clusters >= LEAST_CLUSTERS:
        draws = median_draws(weights_of(seed, "posts", clusters), hours, cluster)
    return resampled(name, float(np.median(hours)), draws, clusters=clusters, level=level)


def resampled(
    name: str, value: float, draws: Floats | None, *, clusters: int, level: float, unit: str | None = None
) -> Value:
    """Return a figure with the range of its draws; without draws the count as it stands, and fewer than eight posts."""
    share = unit == "fraction"
    told = unit or TALK_UNITS[name]
    parts = (("posts", float(clusters)),)
    if draws is None:
        counted, few = stored(value), FEW_POSTS if clusters < LEAST_CLUSTERS else None
        estimate = Estimate(value=counted, low=counted, high=counted, level=1.0, n=clusters, method="counted")
        return Value(name=name, state="observed", unit=told, estimate=estimate, reason=few, parts=parts)
    ends = moved_range(value, draws, level=level, clusters=clusters, scale="share" if share else "amount")
    estimate = Estimate(
        value=stored(value), low=ends[0], high=ends[1], level=level, n=clusters, method="cluster bootstrap by post"
    )
    return Value(name=name, state="estimated", unit=told, estimate=estimate, parts=parts)
