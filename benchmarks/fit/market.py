"""Made-up creators who write about more than the made-up market's few words, and briefs of which the fit is known.

Niche, language, place and values of a creator are those of :mod:`shoal.world`, and so is her bio. Its captions name
three topics a niche, which is too poor to tell words from meaning; here each creator also has subjects of her niche,
perhaps a brand, a rare word and a circle she posts with, says so in her own language, and mentions other things in
passing. Equal seeds give equal texts.

What is assumed, and decides the outcome as much as search does:

- half of the briefs ask for a subject and something that has a name, a quarter for a subject alone, a quarter for
  something with a name alone (``KINDS``); results are printed for each, so that another mix can be worked out;
- a brief is written in English or in the language of its first market, creators write in theirs;
- subjects are asked for in words chosen without looking at those of the creators (``subjects.toml``);
- names are brands (made up, so that no model has read them), words that few use, places, values, hashtags of circles.

Fit comes from what is so, not from what is written: 2 for somebody whose subject it is (and who has what is named, if
both are asked for), 1 for half of that or a neighbour in the niche, 0 else. A mention in passing is nothing.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import PCG64, Generator
from numpy.typing import NDArray

from shoal.domain.bulk import IndexRows
from shoal.world import VALUES, Accounts, make_market, truth_of
from shoal.world.places import CITIES, LANGUAGE_OF_COUNTRY, LANGUAGES, NICHES
from shoal.world.words import CAPTION_OPENINGS, TOPICS, VALUE_PHRASES

HERE = Path(__file__).parent
SUBJECTS: dict[str, dict[str, dict[str, list[str]]]] = tomllib.loads((HERE / "subjects.toml").read_text("utf-8"))
PHRASES: dict[str, Any] = tomllib.loads((HERE / "phrases.toml").read_text("utf-8"))
NAMES = tuple((niche, name) for niche in NICHES for name in SUBJECTS[niche])  # all subjects, by number
HALVES = ("development", "held out")  # of the subjects and rare words: every other one
AS_OF = datetime(2026, 11, 1, tzinfo=UTC)

KINDS = ("both", "meant", "both", "named")  # of briefs, in turn
THINGS = {"brand": 0.35, "rare": 0.2, "circle": 0.15, "place": 0.15, "value": 0.15}  # what a brief names
ALONE = ("brand", "rare", "circle")  # of them, what a brief asks for with no subject beside it
SECOND_SUBJECT, USES_BRAND, USES_RARE, IN_CIRCLE = 0.5, 0.5, 0.3, 0.3  # shares of creators
IN_PASSING = 0.6  # share who mention somebody else's subject, brand or rare word once
TAGGED = 0.5  # share of names that are also put as a hashtag
BRANDS_PER_NICHE, CIRCLES = 5, 20
IN_ENGLISH = 0.4  # share of briefs
NO_MARKET = 0.25  # share of briefs that ask everywhere; the others in one to three countries
STARTS = ("v", "k", "m", "t", "br", "fl", "s", "n", "r", "z")  # of made-up names
MIDDLES, ENDS = ("el", "or", "an", "iv", "um", "ad"), ("mora", "tik", "senn", "ova", "rix")
FITS = 2  # the highest fit


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """One brief with the fit of every creator (0, 1 or 2), and the countries it asks in, none for all."""

    text: str
    kind: str
    countries: tuple[str, ...]
    fit: NDArray[np.int8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Creators as the search index takes them, and briefs."""

    rows: IndexRows
    briefs: tuple[Brief, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What is so: by creator who has which subject (NAMES) and which thing with a name, and how those are called."""

    accounts: Accounts
    subjects: NDArray[np.bool_]
    things: dict[str, NDArray[np.bool_]]
    called: dict[str, list[str]]


def make_trial(seed: int, *, creators: int, briefs: int, half: str) -> Trial:
    """Return the trial of a seed; ``half`` says which subjects and rare words the briefs ask for."""
    dice = Generator(PCG64([seed, HALVES.index(half)]))
    truth = draw_truth(dice, seed, creators)
    rows = rows_of(truth, [captions(dice, truth, row) for row in range(creators)])
    return Trial(rows=rows, briefs=tuple(ask(dice, truth, half, KINDS[place % 4]) for place in range(briefs)))


def draw_truth(dice: Generator, seed: int, creators: int) -> Truth:
    market = make_market(seed=seed, creators=creators, as_of=AS_OF, audiences=False, captions=False)
    accounts = market.accounts
    per_niche = len(NAMES) // len(NICHES)
    niche = accounts.niche.astype(int)
    first = dice.integers(0, per_niche, creators)
    second = (first + dice.integers(1, per_niche, creators)) % per_niche
    subjects = np.zeros((creators, len(NAMES)), dtype=bool)
    every = np.arange(creators)
    subjects[every, niche * per_niche + first] = True
    two = dice.random(creators) < SECOND_SUBJECT
    subjects[every[two], (niche * per_niche + second)[two]] = True
    rare = [word for name in NICHES for word in PHRASES["rare"][name]]
    called = {
        "brand": [made_name(dice) for _ in range(len(NICHES) * BRANDS_PER_NICHE)],
        "rare": rare,
        "circle": [f"#{made_name(dice).lower()}{dice.choice(['club', 'crew', 'circle'])}" for _ in range(CIRCLES)],
        "place": [city.name for city in CITIES],
    }
    things = {
        "brand": one_each(dice, niche * BRANDS_PER_NICHE, BRANDS_PER_NICHE, len(called["brand"]), USES_BRAND),
        "rare": one_each(dice, niche * per_niche, per_niche, len(rare), USES_RARE),
        "circle": one_each(dice, np.zeros(creators, dtype=int), CIRCLES, CIRCLES, IN_CIRCLE),
        "place": accounts.city[:, None] == np.arange(len(CITIES)),
        "value": truth_of(market).values,
    }
    return Truth(accounts=accounts, subjects=subjects, things=things, called=called)


def made_name(dice: Generator) -> str:
    return "".join(str(dice.choice(part)) for part in (STARTS, MIDDLES, STARTS, ENDS)).capitalize()


def one_each(dice: Generator, first: NDArray[Any], among: int, size: int, share: float) -> NDArray[np.bool_]:
    """Return who has which of ``size`` things: one of the ``among`` from ``first`` on, or none."""
    had = np.zeros((len(first), size), dtype=bool)
    some = np.flatnonzero(dice.random(len(first)) < share)
    had[some, (first + dice.integers(0, among, len(first)))[some]] = True
    return had


# what creators write ---------------------------------------------------------------------------------------------


def captions(dice: Generator, truth: Truth, row: int) -> str:
    """Return what one creator writes: each subject in two ways, what has a name, something in passing, a filler."""
    accounts = truth.accounts
    language = LANGUAGES[accounts.language[row]]
    said = [subject_said(number, language, way) for number in np.flatnonzero(truth.subjects[row]) for way in (0, 1)]
    for kind in ("brand", "rare"):
        for number in np.flatnonzero(truth.things[kind][row]):
            term = truth.called[kind][number]
            told = str(dice.choice(PHRASES["named"][language])).format(term=term)
            said.append(f"{told} #{term.lower()}" if dice.random() < TAGGED else told)
    said += [truth.called["circle"][number] for number in np.flatnonzero(truth.things["circle"][row])]
    if dice.random() < IN_PASSING:
        said.append(str(dice.choice(PHRASES["passing"][language])).format(thing=passed(dice, truth, language)))
    topic = TOPICS[language][NICHES[accounts.niche[row]]][dice.integers(0, 3)]
    said.append(f"{dice.choice(CAPTION_OPENINGS[language])} {topic}.")
    return " ".join(said[place] for place in dice.permutation(len(said)))


def subject_said(number: int, language: str, way: int) -> str:
    niche, name = NAMES[number]
    words = SUBJECTS[niche][name][language][way]
    return f"{words[0].upper()}{words[1:]}."


def passed(dice: Generator, truth: Truth, language: str) -> str:
    """Return something that is not hers and that she mentions once."""
    kind = str(dice.choice(["subject", "brand", "rare"]))
    if kind == "subject":
        niche, name = NAMES[dice.integers(0, len(NAMES))]
        return SUBJECTS[niche][name][language][dice.integers(0, 2)]
    return str(dice.choice(truth.called[kind]))


def rows_of(truth: Truth, texts: list[str]) -> IndexRows:
    accounts = truth.accounts
    size = len(accounts)
    nothing, unknown = np.full(size, "", dtype=object), np.full(size, np.nan)
    return IndexRows(
        account_id=np.array([f"ac_{row:026d}" for row in range(size)], dtype=object),
        platform=accounts.words("platform"),
        handle=accounts.handle,
        name=accounts.name,
        country=accounts.words("country"),
        city=accounts.words("city"),
        languages=accounts.words("language"),
        niche=nothing,  # most lists of creators do not say it
        bio=accounts.bio,
        captions=np.array(texts, dtype=object),
        hashtags=nothing,
        verdict=nothing,
        latitude=accounts.latitude,
        longitude=accounts.longitude,
        followers=accounts.followers.astype(float),
        er=unknown,
        er_low=unknown,
        er_high=unknown,
        price_minor=unknown,
        last_post=unknown,
    )


# what briefs ask -------------------------------------------------------------------------------------------------


def ask(dice: Generator, truth: Truth, half: str, kind: str) -> Brief:
    """Return a brief of a kind; one that nobody in its countries fits is thrown again."""
    while True:
        brief = thrown(dice, truth, half, kind)
        if np.any(brief.fit == FITS):
            return brief


def thrown(dice: Generator, truth: Truth, half: str, kind: str) -> Brief:
    countries = asked_countries(dice)
    language = "en" if not countries or dice.random() < IN_ENGLISH else LANGUAGE_OF_COUNTRY[countries[0]]
    number = 2 * int(dice.integers(0, len(NAMES) // 2)) + HALVES.index(half)
    thing = drawn(dice, THINGS if kind == "both" else {name: THINGS[name] for name in ALONE})
    term, has = named(dice, truth, thing, language, number)
    niche, name = NAMES[number]
    frame = thing if kind == "both" and thing in PHRASES["ask"] else kind
    text = str(dice.choice(PHRASES["ask"][frame][language]))
    text = text.format(subject=SUBJECTS[niche][name][language][2], term=term)
    mine = truth.subjects[:, number]
    fit = {
        "both": mine.astype(int) + has,
        "meant": np.where(mine, 2, truth.accounts.niche == NICHES.index(niche)),
        "named": 2 * has,
    }[kind]
    passing = np.isin(truth.accounts.words("country"), countries) | (not countries)
    return Brief(text=text, kind=kind, countries=countries, fit=np.where(passing, fit, 0).astype(np.int8))


def named(dice: Generator, truth: Truth, thing: str, language: str, subject: int) -> tuple[str, NDArray[np.bool_]]:
    """Return something with a name that goes with a subject, as a brief in that language calls it, and who has it."""
    if thing == "value":
        number = int(dice.integers(0, len(VALUES)))
        return str(dice.choice(VALUE_PHRASES[language][VALUES[number]])), truth.things[thing][:, number]
    size = len(truth.called[thing])
    if thing in ("brand", "rare"):  # of the subject's niche; of rare words, those of its half
        per_niche = size // len(NICHES)
        step = 2 if thing == "rare" else 1
        offset = subject % 2 if thing == "rare" else 0
        niche = NICHES.index(NAMES[subject][0])
        number = niche * per_niche + offset + step * int(dice.integers(0, per_niche // step))
    else:
        number = int(dice.integers(0, size))
    return truth.called[thing][number], truth.things[thing][:, number]


def asked_countries(dice: Generator) -> tuple[str, ...]:
    if dice.random() < NO_MARKET:
        return ()
    return tuple(str(code) for code in dice.choice(list(LANGUAGE_OF_COUNTRY), int(dice.integers(1, 4)), replace=False))


def drawn(dice: Generator, shares: dict[str, float]) -> str:
    weights = np.array(list(shares.values()))
    return str(dice.choice(list(shares), p=weights / weights.sum()))
