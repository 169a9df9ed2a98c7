"""Fits of leagues are kept by what they follow from: found again by the same numbers, by no others, and bounded."""

from __future__ import annotations

import numpy as np
import pytest
from readings import AT, Desk, creator

from shoal.catalog.fits_kept import MOST
from shoal.signals import fit_league


def series(dice: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    return dice.normal(4.0, 0.4, (40, 6)), dice.uniform(1_000, 9_000, 40)


def test_a_league_from_a_kept_fit_is_the_one_that_was_fitted(desk: Desk, dice: np.random.Generator):
    numbers = series(dice)
    with desk.catalog.fits() as fits:
        made = fit_league(*numbers, fits=fits)
    with desk.catalog.fits() as kept:
        ((name, _),) = kept.items()
        again = fit_league(*numbers, fits=kept)

    assert made == again == fit_league(*numbers)
    assert list(kept) == [name]


def test_a_kept_fit_is_what_a_league_is_made_of(dice: np.random.Generator):
    """Another point under the same name gives another league: so the search is not made anew beside it."""
    numbers, fits = series(dice), {}
    made = fit_league(*numbers, fits=fits)
    fits = {name: (9.0, *point[1:]) for name, point in fits.items()}

    assert fit_league(*numbers, fits=fits) != made


def test_one_other_number_is_another_fit(dice: np.random.Generator):
    (counts, followers), fits = series(dice), {}
    fit_league(counts, followers, fits=fits)
    counts[0, 0] += 1e-9
    fit_league(counts, followers, fits=fits)
    fit_league(counts, followers, "tiktok", fits=fits)

    assert len(fits) == 3


def test_the_newest_fits_are_kept(desk: Desk):
    with desk.catalog.fits() as fits:
        fits.update({f"fit {number}": (float(number),) for number in range(MOST + 5)})
    with desk.catalog.fits() as kept:
        assert list(kept) == [f"fit {number}" for number in range(5, MOST + 5)]


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 half a file"])
def test_a_damaged_file_costs_time_and_nothing_else(desk: Desk, damage: bytes):
    with desk.catalog.fits() as fits:
        fits["fit"] = (1.0,)
    (path,) = desk.folder.with_name("derived").glob("league-fits.npz")
    path.write_bytes(damage)

    with desk.catalog.fits() as kept:
        assert kept == {}


def test_a_look_into_the_past_makes_its_own_fits(desk: Desk):
    with desk.catalog.fits() as fits:
        fits["fit"] = (1.0,)

    with desk.catalog.among(()).fits() as past:
        assert past == {}


def test_an_erasure_deletes_them(desk: Desk):
    desk.bring_in(creator("mina", 1))
    with desk.catalog.fits() as fits:
        fits["fit"] = (1.0,)
    desk.catalog.erase((str(desk.catalog.pool(AT).account_id[0]),))

    with desk.catalog.fits() as kept:
        assert kept == {}
