"""Where few pass, other steps are taken than where many do: whichever are taken, the answer is the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from shoal.domain.brief import Circle
from shoal.domain.bulk import IndexRows
from shoal.domain.search import SearchPage, SearchQuery, Span
from shoal.index import Reader, Store, Version, build, building, filters, search, searching, vectors
from shoal.index.building import by_place, cells_of
from shoal.index.filters import cells_around
from shoal.stats import KM_PER_DEGREE, distance_km, within_circle
from tests.unit.index.conftest import ORIGIN, WordEmbedder, person, rows_from

ROWS = 300
WORDS = [f"word{number}" for number in range(12)]
PLACES = {"AT": (47.1, 15.4), "SI": (46.6, 15.6), "DE": (52.5, 13.4), "NZ": (-36.8, 179.7)}
Question = tuple[SearchQuery, frozenset[str]]  # and the facets that the index of words filters by itself


def somebody(dice: np.random.Generator, number: int) -> dict[str, object]:
    """Return an account of random words, near one of four places or of an unknown one."""
    country = str(dice.choice(["", *PLACES]))
    told: dict[str, object] = {"country": country, "niche": str(dice.choice(["food", "fashion", ""]))}
    told["languages"] = str(dice.choice(["de", "en", "de|en", ""]))
    told["platform"] = str(dice.choice(["instagram", "tiktok"]))
    told["verdict"] = str(dice.choice(["ok", "review", ""]))
    if country and dice.random() < 0.9:
        north, east = PLACES[country] + dice.normal(0, 0.4, 2)
        told |= {"latitude": north, "longitude": (east + 180) % 360 - 180}
    if dice.random() < 0.9:
        told["followers"] = float(dice.integers(500, 50_000))
    return person(number, " ".join(dice.choice(WORDS, dice.integers(0, 9))), **told)


@pytest.fixture
def crowd(dice: np.random.Generator) -> IndexRows:
    return rows_from([somebody(dice, number) for number in range(ROWS)])


def opened(store: Store, rows: IndexRows) -> Reader:
    version: Version = build(store, [rows], len(rows), ORIGIN, embedder=WordEmbedder())
    return Reader(store, version, WordEmbedder())


def question(dice: np.random.Generator) -> Question:
    """Return a random question with a text."""
    text = " ".join(dice.choice(WORDS, dice.integers(1, 4))) + str(dice.choice(["", " "]))
    told: dict[str, tuple[str, ...]] = {}
    if dice.random() < 0.6:
        told["country"] = tuple(map(str, dice.choice([*PLACES, "unknown"], dice.integers(1, 3), replace=False)))
    if dice.random() < 0.3:
        told["language"] = (str(dice.choice(["de", "en"])),)
    if dice.random() < 0.3:
        told["verdict"] = (str(dice.choice(["ok", "unknown"])),)
    north, east = PLACES[str(dice.choice(list(PLACES)))]
    circle = Circle(name="here", latitude=north, longitude=east, radius_km=float(dice.choice([20, 60, 400])))
    query = SearchQuery(
        text=text, words="any" if dice.random() < 0.5 else "all", meaning=bool(dice.random() < 0.5), **told,  # type: ignore[arg-type]
        circle=circle if dice.random() < 0.6 else None,
        followers=Span(low=2_000.0, high=float(dice.choice([9_000, 40_000]))) if dice.random() < 0.6 else None,
        sort=str(dice.choice(["fit", "followers"])),
    )  # fmt: skip
    return query, frozenset({"country", "language", "niche", "platform"} & set(told))


def told(page: SearchPage, without: frozenset[str]) -> tuple[object, ...]:
    """Return what a page says, without the facets that the index of words filters by itself: those are cut to it."""
    facets = {name: values for name, values in page.facets.items() if name not in without}
    return page.hits, page.total, page.passing, page.by_words, page.by_meaning, facets


@pytest.mark.parametrize("seed", range(8))
def test_few_and_many_are_found_alike(seed: int, store: Store, crowd: IndexRows, monkeypatch: pytest.MonkeyPatch):
    """Ten questions each: masks, scans, no marks, one thread; lists of rows, gathered vectors, marks, two threads."""
    dice = np.random.Generator(np.random.PCG64(seed))
    monkeypatch.setattr(building, "SHARD_ROWS", 120)
    monkeypatch.setattr(building, "CHUNK_ROWS", 40)
    monkeypatch.setattr(building, "SCATTERED", 0)
    reader, questions = opened(store, crowd), [question(dice) for _ in range(10)]
    answers = []
    for share, marked in ((0.0, False), (2.0, True)):
        monkeypatch.setattr(filters, "FEW", share)
        monkeypatch.setattr(vectors, "GATHERED", share)
        monkeypatch.setattr(searching, "SELECTIVE", share)
        monkeypatch.setattr(searching, "MANY_ROWS", 150 if marked else ROWS + 1)
        monkeypatch.setattr(searching, "many", lambda *_, marked=marked: marked)
        answers.append([told(search(reader, query), cut) for query, cut in questions])

    for (query, _), plain, selective in zip(questions, *answers, strict=True):
        assert plain == selective, query
    assert sum(bool(total) for _, total, *_ in answers[0]) > 3


def test_neighbours_side_by_side_are_found_as_before(
    tmp_path: Path, crowd: IndexRows, dice: np.random.Generator, monkeypatch: pytest.MonkeyPatch
):
    as_they_came = opened(Store(tmp_path / "one"), crowd)
    monkeypatch.setattr(building, "SCATTERED", 0)
    by_neighbours = opened(Store(tmp_path / "two"), crowd)

    for query, _ in (question(dice) for _ in range(40)):
        one, two = (
            search(reader, replace(query, limit=ROWS, meaning=False)) for reader in (as_they_came, by_neighbours)
        )
        assert {hit.account_id for hit in one.hits} == {hit.account_id for hit in two.hits}
        assert (one.facets, one.unknown, one.relaxations) == (two.facets, two.unknown, two.relaxations)


def test_neighbours_lie_side_by_side_in_a_large_shard(crowd: IndexRows, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(building, "SCATTERED", 0)
    chunks = by_place([crowd])
    countries = np.concatenate([chunk.country for chunk in chunks])
    home = np.concatenate([chunk.latitude for chunk in chunks])[countries == "AT"]

    assert np.count_nonzero(countries[1:] != countries[:-1]) == len(set(countries)) - 1
    assert np.all(np.diff(np.floor(home[~np.isnan(home)] * building.STRIPES)) >= 0)


@pytest.mark.parametrize("place", [*PLACES.values(), (-17.7, 179.99), (89.9, 0.0), (-90.0, 10.0)])
@pytest.mark.parametrize("radius_km", [0.01, 1.0, 50.0, 3_000.0, 20_010.0])
def test_a_circle_holds_whom_the_distance_on_the_sphere_says(
    place: tuple[float, float], radius_km: float, dice: np.random.Generator
):
    circle = Circle(name="here", latitude=place[0], longitude=place[1], radius_km=radius_km)
    spread = radius_km / KM_PER_DEGREE
    north = np.clip(np.concatenate([place[0] + dice.normal(0, spread, 4_000), dice.uniform(-90, 90, 4_000)]), -90, 90)
    east = np.concatenate([place[1] + dice.normal(0, spread, 4_000), dice.uniform(-180, 180, 4_000)])
    latitude, longitude = north.astype(np.float32), ((east + 180) % 360 - 180).astype(np.float32)

    inside = within_circle(latitude, longitude, circle)
    assert np.array_equal(inside, distance_km(latitude, longitude, circle) <= radius_km)


@pytest.mark.parametrize("radius_km", [5.0, 50.0, 150.0])
@pytest.mark.parametrize("place", PLACES.values())
def test_cells_cover_the_circle(place: tuple[float, float], radius_km: float, dice: np.random.Generator, store: Store):
    circle = Circle(name="here", latitude=place[0], longitude=place[1], radius_km=radius_km)
    north = place[0] + dice.uniform(-4, 4, 2_000)
    east = (place[1] + dice.uniform(-6, 6, 2_000) + 180) % 360 - 180
    people = rows_from([person(number, latitude=down, longitude=across)
                        for number, (down, across) in enumerate(zip(north, east, strict=True))])  # fmt: skip
    reader = opened(store, people)
    about = reader.columns.around(circle, np.inf)
    wanted = set(cells_around(circle))
    marked = np.array([bool(wanted & set(cells)) for cells in cells_of(people)])
    inside = distance_km(people.latitude, people.longitude, circle) <= radius_km

    assert wanted
    assert not np.any(inside & ~marked)
    assert about is not None
    assert set(np.flatnonzero(reader.columns.near(circle))) <= set(about.tolist())
    assert len(about) < len(marked)
