"""Who the made-up creators are: audience size, place, language, niche, names and what they say of themselves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.world.dice import Part, dice
from shoal.world.names import FAMILY_NAMES, FIRST_NAMES, HANDLE_JOINS, HANDLE_WORDS
from shoal.world.places import CITIES, LANGUAGE_OF_COUNTRY, LANGUAGES, LOCAL_SCENES, NICHE_SHARES, NICHES
from shoal.world.words import BIO_CLOSINGS, BIO_JOINS, TOPICS, VALUE_PHRASES, VALUE_SHARES, VALUES

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Texts = NDArray[np.object_]

# ln F ~ N(3.77, 2.75^2) cut at 1,000: fitted to published tier shares (science.md S15).
FOLLOWERS_LOG_MEAN = 3.77
FOLLOWERS_LOG_SD = 2.75
FOLLOWERS_LEAST = 1_000
PLATFORMS = ("instagram", "tiktok", "youtube")
PLATFORM_SHARES = (0.6, 0.3, 0.1)  # a judgement: no source gives the mix of small European creators
WRITES_ENGLISH = 0.2  # a judgement: share of creators outside Britain who write in English
# Spread around a quarter, a town's middle, and the share who live in the country around it (judgements).
QUARTER_KM = 0.7
TOWN_KM = 3.5
COUNTRYSIDE_SHARE = 0.12
COUNTRYSIDE_KM = 15.0
KM_PER_DEGREE = 111.2
PLACE_TOLD = 0.75  # share of bios that say where one lives (judgement)
UNNUMBERED = 0.5  # share of handles without a number (judgement)
VALUE_SHOWN = 0.85  # share of what one cares about that stands in the bio (judgement)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """The profiles of the market in columns, one row per creator.

    ``platform``, ``city``, ``language`` and ``niche`` are positions in ``PLATFORMS``, ``CITIES``, ``LANGUAGES`` and
    ``NICHES``; ``quarter`` is a position in the town's quarters or -1. Coordinates are degrees.
    """

    followers: Ints
    platform: NDArray[np.int8]
    city: NDArray[np.int8]
    quarter: NDArray[np.int8]
    latitude: Floats
    longitude: Floats
    language: NDArray[np.int8]
    niche: NDArray[np.int8]
    handle: Texts
    name: Texts
    bio: Texts

    def __len__(self) -> int:
        """Return the number of creators."""
        return int(self.followers.shape[0])

    @property
    def log_followers(self) -> Floats:
        """Return the natural logarithm of the follower counts."""
        return np.log(self.followers.astype(np.float64))

    def words(self, column: str) -> Texts:
        """Return ``platform``, ``city``, ``country``, ``language`` or ``niche`` as words."""
        tables: dict[str, tuple[Ints | NDArray[np.int8], tuple[str, ...]]] = {
            "platform": (self.platform, PLATFORMS),
            "city": (self.city, tuple(city.name for city in CITIES)),
            "country": (self.city, tuple(city.country for city in CITIES)),
            "language": (self.language, LANGUAGES),
            "niche": (self.niche, NICHES),
        }
        codes, words = tables[column]
        return texts(words)[codes]


def texts(words: tuple[str, ...] | list[str]) -> Texts:
    """Return words as an array of objects: adding two such arrays joins them row by row."""
    return np.array(words, dtype=np.object_)


def choose(generator: np.random.Generator, shares: Floats, rows: int) -> Ints:
    """Return ``rows`` positions drawn by ``shares``."""
    ladder = np.cumsum(shares) / np.sum(shares)
    return np.minimum(np.searchsorted(ladder, generator.random(rows), side="right"), len(ladder) - 1)


def draw_followers(generator: np.random.Generator, rows: int) -> Ints:
    """Return follower counts from the cut normal law of their logarithm.

    The tail is drawn by rejection from an exponential (Robert 1995), which keeps about four of five proposals.
    """
    cut = (np.log(FOLLOWERS_LEAST) - FOLLOWERS_LOG_MEAN) / FOLLOWERS_LOG_SD
    pace = (cut + np.sqrt(cut * cut + 4.0)) / 2.0
    kept = np.empty(0)
    while kept.shape[0] < rows:
        proposal = cut + generator.exponential(1.0 / pace, size=rows)
        kept = np.concatenate([kept, proposal[generator.random(rows) <= np.exp(-((proposal - pace) ** 2) / 2.0)]])
    followers = np.exp(FOLLOWERS_LOG_MEAN + FOLLOWERS_LOG_SD * kept[:rows])
    return np.maximum(np.rint(followers), FOLLOWERS_LEAST).astype(np.int64)


def _niches(generator: np.random.Generator, city: Ints) -> NDArray[np.int8]:
    """Return niches; towns with a local scene have more of theirs."""
    shares = np.tile(np.array(NICHE_SHARES), (len(CITIES), 1))
    for row, place in enumerate(CITIES):
        shares[row] *= [LOCAL_SCENES.get((place.name, niche), 1.0) for niche in NICHES]
    ladder = np.cumsum(shares, axis=1)
    ladder /= ladder[:, -1:]
    throw = generator.random(city.shape)
    niche: NDArray[np.int8] = (throw[:, None] >= ladder[city][:, :-1]).sum(axis=1).astype(np.int8)
    return niche


def _where(generator: np.random.Generator, city: Ints) -> tuple[NDArray[np.int8], Floats, Floats]:
    """Return quarters and coordinates: near a quarter where the town has any, else around its middle."""
    rows = city.shape[0]
    quarters = np.array([len(place.quarters) for place in CITIES])[city]
    quarter = np.where(quarters > 0, (generator.random(rows) * quarters).astype(np.int64), -1)
    most = max(len(place.quarters) for place in CITIES) + 1
    # The last column is the middle of the town: position -1 finds it.
    centres = np.array(
        [[*(q[1:] for q in p.quarters), *[(p.latitude, p.longitude)] * (most - len(p.quarters))] for p in CITIES]
    )
    centre = centres[city, quarter]
    spread_km = np.where(quarter >= 0, QUARTER_KM, TOWN_KM)
    outside = generator.random(rows) < COUNTRYSIDE_SHARE
    quarter = np.where(outside, -1, quarter)
    spread_km = np.where(outside, COUNTRYSIDE_KM, spread_km)
    north = generator.standard_normal(rows) * spread_km / KM_PER_DEGREE
    east = generator.standard_normal(rows) * spread_km / (KM_PER_DEGREE * np.cos(np.radians(centre[:, 0])))
    return quarter.astype(np.int8), np.round(centre[:, 0] + north, 4), np.round(centre[:, 1] + east, 4)


def _names(generator: np.random.Generator, country: Texts, niche: NDArray[np.int8]) -> tuple[Texts, Texts]:
    """Return names and handles; a handle that is taken gets the row's number, so that each is one account."""
    rows = country.shape[0]
    throws = generator.random((5, rows))
    first = np.empty(rows, dtype=np.object_)
    family = np.empty(rows, dtype=np.object_)
    for code in FIRST_NAMES:
        here = country == code
        first[here] = _pick(FIRST_NAMES[code], throws[0, here])
        family[here] = _pick(FAMILY_NAMES[code], throws[1, here])
    word = np.empty(rows, dtype=np.object_)
    for position, slug in enumerate(NICHES):
        here = niche == position
        word[here] = _pick(HANDLE_WORDS[slug], throws[2, here])
    lower = {name: name.lower() for names in FIRST_NAMES.values() for name in names}
    stem = texts([lower[name] for name in first])
    number = np.where(
        throws[4] < UNNUMBERED, texts([""])[0], texts([str(n) for n in range(100)])[(throws[4] * 100).astype(int)]
    )
    handle = stem + _pick(HANDLE_JOINS, throws[3]) + word + number
    _, at = np.unique(handle.astype(np.str_), return_index=True)
    taken = np.ones(rows, dtype=bool)
    taken[at] = False
    handle[taken] += texts([f"_{row}" for row in np.flatnonzero(taken)])
    return first + " " + family, handle


def _pick(words: tuple[str, ...], throws: Floats) -> Texts:
    return texts(words)[(throws * len(words)).astype(np.int64)]


def draw_values(seed: int, niche: NDArray[np.int8]) -> Flags:
    """Return what each creator cares about, rows by ``VALUES``: some care about much, most about little."""
    generator = dice(seed, Part.VALUES)
    shares = np.array([VALUE_SHARES[slug] for slug in NICHES])[niche]
    care = generator.gamma(2.0, 0.5, size=(niche.shape[0], 1))
    return generator.random(shares.shape) < np.minimum(shares * care, 0.9)


def _bios(seed: int, *, language: NDArray[np.int8], niche: NDArray[np.int8], values: Flags, place: Texts) -> Texts:
    """Return bios in the creator's language: topics, some of what she cares about, place, a closing."""
    generator = dice(seed, Part.BIOS)
    rows = niche.shape[0]
    first, second = generator.integers(0, 3, rows), generator.integers(1, 3, rows)
    topics = np.array([[TOPICS[code][slug] for slug in NICHES] for code in LANGUAGES], dtype=np.object_)
    joins = texts([BIO_JOINS[code] for code in LANGUAGES])
    bio: Texts = topics[language, niche, first] + joins[language] + topics[language, niche, (first + second) % 3]
    shown = values & (generator.random(values.shape) < VALUE_SHOWN)
    way = generator.integers(0, 2, niche.shape)
    phrases = np.array([[VALUE_PHRASES[code][value] for value in VALUES] for code in LANGUAGES], dtype=np.object_)
    for position in range(len(VALUES)):
        here = shown[:, position]
        bio[here] += " · " + phrases[language[here], position, way[here]]
    told = generator.random(rows) < PLACE_TOLD
    bio[told] += " · " + place[told]
    closings = np.array([BIO_CLOSINGS[code] for code in LANGUAGES], dtype=np.object_)
    closing = closings[language, generator.integers(0, closings.shape[1], rows)]
    said = closing != ""
    bio[said] += " · " + closing[said]
    return bio


def draw_accounts(seed: int, rows: int) -> Accounts:
    """Return ``rows`` accounts of the market of ``seed``; O(rows), about 6 microseconds each."""
    followers = draw_followers(dice(seed, Part.FOLLOWERS), rows)
    generator = dice(seed, Part.PLACES)
    platform = choose(generator, np.array(PLATFORM_SHARES), rows).astype(np.int8)
    city = choose(generator, np.array([place.share for place in CITIES]), rows)
    niche = _niches(generator, city)
    quarter, latitude, longitude = _where(generator, city)
    country = texts([place.country for place in CITIES])[city]
    home = np.array([LANGUAGES.index(LANGUAGE_OF_COUNTRY[place.country]) for place in CITIES])[city]
    english = generator.random(rows) < WRITES_ENGLISH
    language = np.where(english, LANGUAGES.index("en"), home).astype(np.int8)
    name, handle = _names(dice(seed, Part.NAMES), country, niche)
    bio = _bios(
        seed, language=language, niche=niche, values=draw_values(seed, niche), place=_place_words(city, quarter)
    )
    return Accounts(
        followers=followers,
        platform=platform,
        city=city.astype(np.int8),
        quarter=quarter,
        latitude=latitude,
        longitude=longitude,
        language=language,
        niche=niche,
        handle=handle,
        name=name,
        bio=bio,
    )


def _place_words(city: Ints, quarter: NDArray[np.int8]) -> Texts:
    """Return how one says where one lives: ``Leipzig Plagwitz`` or ``Wien``."""
    most = max(len(place.quarters) for place in CITIES) + 1
    words = np.array(
        [
            [*(f"{place.name} {q[0]}" for q in place.quarters), *[place.name] * (most - len(place.quarters))]
            for place in CITIES
        ],
        dtype=np.object_,
    )
    return words[city, quarter]
