"""The figures of one conversation: what people write under the posts of an account, and whether she answers.

Definitions: metric dictionary, section 4; the reader's errors: science.md S2 and S3. Arrays in, values out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from shoal.domain.bulk import Floats, Ints
from shoal.domain.values import Estimate, Value, unknown
from shoal.signals.conversation.labels import LABEL_OF, Mask
from shoal.signals.conversation.people import people_figures
from shoal.signals.conversation.sample import Conversation
from shoal.signals.conversation.talk import talk_figures
from shoal.stats import alikeness, corrected_draws, corrected_interval, design_effect, pooled, seed_of, stored

LEVEL = 0.9  # vetting (metric dictionary, section 1 rule 5)
FRACTION = "fraction"
FIGURES = (
    "spam_share", "generic_share", "specific_share", "question_share", "reply_rate", "question_reply_rate",
    "thread_depth", "reply_latency_p50", "unique_commenters_per_post", "repeat_commenter_share",
    "commenter_top10_share",
)  # fmt: skip
UNITS = {"thread_depth": "messages", "reply_latency_p50": "hours", "unique_commenters_per_post": "people"}
# Metric dictionary, section 4: at least 100 comments over at least 6 posts; below that the range is wide and is said.
ENOUGH_COMMENTS, ENOUGH_POSTS = 100, 6
LEAST_READ = 0.5  # where more than half of the comments cannot be read, the rest is no sample of all (judgement)
DRAWS = 2_000  # per label and language (science.md, house rules)


@dataclass(frozen=True, slots=True)
class _Slice:
    """The comments of one account that count, and the number of each one's post from 0."""

    talk: Conversation
    rows: Ints
    post: Ints
    posts: int

    def per_post(self, mask: Mask) -> Floats:
        """Return how many comments of a mask over the table stand under each post."""
        return np.bincount(self.post[mask[self.rows]], minlength=self.posts).astype(np.float64)


def conversation_figures(
    talk: Conversation, account: int = 0, *, level: float = LEVEL, comments_off: bool = False, resample: bool = True
) -> Mapping[str, Value]:
    """Return every figure of one account by its name; what cannot be said is a value with the reason, never 0.

    ``comments_off`` says that the platform or the creator has switched comments off. Shares have ``n`` comments, what
    is resampled ``n`` posts. Without ``resample`` those figures stand as counted: for a whole pool (metric dictionary,
    section 1). O(comments of the account) and a bootstrap over its posts.
    """
    if comments_off:
        return {name: _without(name, "not_applicable", "comments_off") for name in FIGURES}
    rows = talk.rows(account)
    if not len(rows):
        return {name: _without(name, "unknown", "no_comments") for name in FIGURES}
    posts, post = np.unique(talk.comments.post[rows], return_inverse=True)
    cut = _Slice(talk, rows, post.astype(np.int64), len(posts))
    found = {name: _text_share(cut, name, level) for name in LABEL_OF}
    found |= talk_figures(talk, rows, cut.post, level=level, resample=resample)
    found |= people_figures(talk, rows, cut.post, level=level, resample=resample)
    window = f"{len(rows):,} comments under {len(posts)} {'post' if len(posts) == 1 else 'posts'}"
    return {name: _in_window(found[name], window) for name in FIGURES}


def _text_share(cut: _Slice, name: str, level: float) -> Value:
    """Return a share of comments of a kind, corrected for what the reader misses and wrongly flags, by language."""
    read = cut.talk.read[name]
    counted, flagged = read.counted[cut.rows], read.flagged[cut.rows]
    asked = _asked(cut, name)
    size, hits = int(counted.sum()), int(flagged.sum())
    parts = (("flagged", float(hits)), ("comments", float(size)), ("not_read", float(asked - size)))
    reason = _cannot_read(cut, name, size, asked)
    if reason:
        return unknown(name, reason, FRACTION, parts=parts)
    per_post, hits_per_post = cut.per_post(read.counted), cut.per_post(read.flagged)
    effect = stored(design_effect(per_post, alikeness(hits_per_post, per_post)))
    draws = _draws(cut, name, effect)
    if not len(draws):
        return unknown(name, "reader_tells_nothing_apart", FRACTION, parts=parts)
    middle, low, high = (stored(float(end)) for end in corrected_interval(draws, hits, size, level=level))
    few = size < ENOUGH_COMMENTS or int((per_post > 0).sum()) < ENOUGH_POSTS
    estimate = Estimate(value=middle, low=low, high=high, level=level, n=size, method="Rogan-Gladen")
    return Value(
        name=name, state="estimated", unit=FRACTION, estimate=estimate, reason="small_sample" if few else None,
        parts=(*parts, ("posts", float((per_post > 0).sum())), ("design_effect", effect)),
    )  # fmt: skip


def _asked(cut: _Slice, name: str) -> int:
    """Return of how many comments a figure would be asked if all of them could be read."""
    asked = ~cut.talk.comments.by_creator[cut.rows]
    if name != "spam_share":
        asked &= ~cut.talk.spam[cut.rows]
    return int(asked.sum())


def _cannot_read(cut: _Slice, name: str, size: int, asked: int) -> str:
    """Return why a share of texts cannot be said, empty where it can."""
    if not asked:
        return "no_comments_of_others"
    told = cut.talk.comments.text[cut.rows] != ""
    if not told.any():
        return "no_text"
    if name == "specific_share" and not (cut.talk.comments.caption[cut.rows] >= 0).any():
        return "captions_missing"
    return "language_unknown" if size < max(1.0, LEAST_READ * asked) else ""


def _draws(cut: _Slice, name: str, effect: float) -> Floats:
    """Return draws of the share over all languages, each read with its own errors."""
    read, language = cut.talk.read[name], np.asarray(cut.talk.labels.language)[cut.rows]
    parts, weights = [], []
    for code, rates in sorted(read.rates.items()):
        here = language == code
        size, hits = int((here & read.counted[cut.rows]).sum()), int((here & read.flagged[cut.rows]).sum())
        if size:
            seed = seed_of(name, code, hits, size, rates, effect)
            parts.append(corrected_draws(hits, size, rates, effect=effect, seed=seed, draws=DRAWS))
            weights.append(float(size))
    return pooled(parts, weights)


def _without(name: str, state: str, reason: str) -> Value:
    unit = UNITS.get(name, FRACTION)
    if state == "not_applicable":
        return Value(name=name, state="not_applicable", unit=unit, reason=reason)
    return unknown(name, reason, unit)


def _in_window(value: Value, window: str) -> Value:
    return Value(
        name=value.name, state=value.state, unit=value.unit, version=value.version, estimate=value.estimate,
        reason=value.reason, parts=value.parts, window=window, provenance=value.provenance,
    )  # fmt: skip
