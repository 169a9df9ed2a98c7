"""Who follows and likes: people in communities, so that audiences overlap as they do in life.

A person lives in one niche and in one local scene of it. A creator finds her people in her scene, in her niche and in
the whole market. How active people are is very uneven (gamma with shape .5), which is why busy likers meet everywhere.
Tuned to the overlap of likers' samples in a public niche: median .014, 99th percentile .12 (science.md S7, S15).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.world.creators import Accounts, Floats, Ints
from shoal.world.dice import Part, dice
from shoal.world.levels import Levels
from shoal.world.places import CITIES, NICHES

PEOPLE_PER_NICHE = 58_000
SCENES_PER_NICHE = len(CITIES)
ACTIVITY_SHAPE = 0.5
FROM_SCENE = (1.0, 1.4)  # parameters of the Beta law of the share found in one's own scene
FROM_MARKET = 0.15  # the share found anywhere; the rest comes from the niche
SAMPLE_LEAST, SAMPLE_MOST = 220, 1_200  # likers of the top post, kept modest
LIKERS_OF_AUDIENCE = 0.5  # likers of one post understate the audience


@dataclass(frozen=True, slots=True, kw_only=True)
class Audiences:
    """People by creator: those of creator ``i`` are ``person[first[i]:first[i + 1]]``, sorted, each once."""

    first: Ints
    person: NDArray[np.int32]

    def of(self, row: int) -> NDArray[np.int32]:
        """Return the people of one creator."""
        return self.person[self.first[row] : self.first[row + 1]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BothAudiences:
    """The whole engaged audience (truth) and the likers of the top post (what can be seen of it)."""

    whole: Audiences
    likers: Audiences


def draw_audiences(seed: int, accounts: Accounts, levels: Levels) -> BothAudiences:
    """Return audiences of all creators; O(people + pairs log pairs), some 700 pairs per creator."""
    ladder = _ladder(dice(seed, Part.PEOPLE))
    generator = dice(seed, Part.AUDIENCES)
    top_post = np.clip(np.exp(levels.likes_log + 2.0 * levels.noise_sd), SAMPLE_LEAST, SAMPLE_MOST)
    creator = np.repeat(np.arange(len(accounts)), np.rint(top_post / LIKERS_OF_AUDIENCE).astype(np.int64))
    low, high = _reach(generator, accounts, creator, ladder)
    person = np.searchsorted(ladder, low + generator.random(creator.shape[0]) * (high - low), side="right")
    person = np.minimum(person, ladder.shape[0] - 1)
    pairs = np.unique(creator * ladder.shape[0] + person)
    liked = pairs[generator.random(pairs.shape[0]) < LIKERS_OF_AUDIENCE]
    return BothAudiences(
        whole=_folded(pairs, len(accounts), ladder.shape[0]), likers=_folded(liked, len(accounts), ladder.shape[0])
    )


def _ladder(generator: np.random.Generator) -> Floats:
    """Return the running sum of people's activity; people are ordered by niche, then by scene."""
    return np.cumsum(generator.gamma(ACTIVITY_SHAPE, 1.0, PEOPLE_PER_NICHE * len(NICHES)))


def _reach(generator: np.random.Generator, accounts: Accounts, creator: Ints, ladder: Floats) -> tuple[Floats, Floats]:
    """Return, for each person to be found, the stretch of the ladder to look in."""
    rows = len(accounts)
    scenes = _edges(ladder, len(NICHES) * SCENES_PER_NICHE)
    niches = _edges(ladder, len(NICHES))
    scene = accounts.niche.astype(np.int64) * SCENES_PER_NICHE + accounts.city  # a town is a scene of each niche
    niche = accounts.niche.astype(np.int64)
    local = generator.beta(*FROM_SCENE, rows)[creator]
    throw = generator.random(creator.shape[0])
    level = np.where(throw < local, 0, np.where(throw < 1.0 - FROM_MARKET * (1.0 - local), 1, 2))
    low = np.choose(level, [scenes[scene][creator], niches[niche][creator], np.zeros(creator.shape[0])])
    high = np.choose(level, [scenes[scene + 1][creator], niches[niche + 1][creator], np.full_like(low, ladder[-1])])
    return low, high


def _edges(ladder: Floats, parts: int) -> Floats:
    """Return the activity at the borders of ``parts`` equal groups of people."""
    ends = np.arange(1, parts + 1) * (ladder.shape[0] // parts) - 1
    return np.concatenate([[0.0], ladder[ends]])


def _folded(pairs: Ints, rows: int, people: int) -> Audiences:
    first = np.searchsorted(pairs, np.arange(rows + 1, dtype=np.int64) * people)
    return Audiences(first=first, person=(pairs % people).astype(np.int32))
