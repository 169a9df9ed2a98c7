"""Who comments: how many people per post, how many come back, how much the busiest ten write."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from shoal.domain.bulk import Floats, Ints
from shoal.domain.values import Value, unknown
from shoal.signals.conversation.resample import LEAST_CLUSTERS, person_draws, ratio_draws, weights_of
from shoal.signals.conversation.sample import Conversation
from shoal.signals.conversation.talk import resampled
from shoal.stats import seed_of

BUSIEST = 10
COMES_BACK = 3  # posts (metric dictionary, section 4)
PEOPLE = {
    "unique_commenters_per_post": "people",
    "repeat_commenter_share": "fraction",
    "commenter_top10_share": "fraction",
}


def people_figures(
    talk: Conversation, rows: Ints, post: Ints, *, level: float, resample: bool = True
) -> Mapping[str, Value]:
    """Return who comments; spam and the creator's own comments are left out, and so is who was not named.

    ``post`` numbers the post of each row from 0. Only posts under which somebody commented are here.
    """
    others = ~talk.comments.by_creator[rows] & ~talk.spam[rows]
    named = others & (talk.comments.author[rows] != 0)
    if not named.any():
        reason = "authors_not_supplied" if others.any() else "no_comments_of_others"
        return {name: unknown(name, reason, unit) for name, unit in PEOPLE.items()}
    written = _written(talk.comments.author[rows][named], post[named])
    there = (written > 0).astype(np.float64)
    clusters = len(written)
    found = {
        "unique_commenters_per_post": float(there.sum() / clusters),
        "commenter_top10_share": float(_busiest(written.sum(axis=0)[None, :])[0]),
    }
    if clusters >= COMES_BACK:
        found["repeat_commenter_share"] = float(_back(there.sum(axis=0)[None, :])[0])
    weights = _weights(written) if resample and clusters >= LEAST_CLUSTERS else None
    values = {}
    for name, value in found.items():
        draws = None if weights is None else _draws(name, weights, there, written)
        values[name] = resampled(name, value, draws, clusters=clusters, level=level, unit=PEOPLE[name])
    if written.shape[1] <= BUSIEST:
        few = "ten_or_fewer_people"  # all of them write all of it
        values["commenter_top10_share"] = Value(
            name="commenter_top10_share", state="not_applicable", unit="fraction", reason=few
        )
    if clusters < COMES_BACK:
        values["repeat_commenter_share"] = unknown("repeat_commenter_share", "fewer_than_3_posts", "fraction")
    unnamed = float(others.sum() - named.sum())
    return {name: _noting(value, float(named.sum()), unnamed, there.shape[1]) for name, value in values.items()}


def _weights(written: Floats) -> Floats:
    """Return how often each post is drawn, the same for all figures of these people.

    The seed takes people in an order of their own, not by their keys: another workspace has other keys.
    """
    order = np.lexsort(written[::-1])
    return weights_of(seed_of("people", written[:, order]), "posts", len(written))


def _draws(name: str, weights: Floats, there: Floats, written: Floats) -> Floats:
    """Return a figure in every draw of posts."""
    if name == "unique_commenters_per_post":
        return ratio_draws(weights, there.sum(axis=1), np.ones(len(there)))
    figures: dict[str, tuple[Floats, Callable[[Floats], Floats]]] = {
        "repeat_commenter_share": (there, _back),
        "commenter_top10_share": (written, _busiest),
    }
    counts, figure = figures[name]
    return person_draws(weights, counts, figure)


def _written(author: np.ndarray[tuple[int], np.dtype[np.uint64]], post: Ints) -> Floats:
    """Return comments by post and person; posts without a named person are left out."""
    posts, row = np.unique(post, return_inverse=True)
    people, column = np.unique(author, return_inverse=True)
    counts = np.zeros((len(posts), len(people)))
    np.add.at(counts, (row, column), 1.0)
    return counts


def _back(posts: Floats) -> Floats:
    """Return the share of people who wrote under three posts or more, per row of posts by person."""
    return np.asarray((posts >= COMES_BACK).sum(axis=1) / np.maximum((posts > 0).sum(axis=1), 1))


def _busiest(written: Floats) -> Floats:
    """Return the share of comments by the ten busiest people, per row of comments by person."""
    if written.shape[1] <= BUSIEST:
        return np.ones(len(written))  # nobody else wrote
    top = np.partition(written, written.shape[1] - BUSIEST, axis=1)[:, -BUSIEST:]
    return np.asarray(top.sum(axis=1) / written.sum(axis=1))


def _noting(value: Value, named: float, unnamed: float, people: int) -> Value:
    """Return the value with what it rests on; that some were not named is said."""
    parts = (*value.parts, ("comments", named), ("people", float(people)), ("not_named", unnamed))
    reason = value.reason or ("some_authors_not_supplied" if unnamed else None)
    return Value(
        name=value.name, state=value.state, unit=value.unit, estimate=value.estimate, reason=reason, parts=parts
    )
