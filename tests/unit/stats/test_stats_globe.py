from __future__ import annotations

import numpy as np
import pytest

from shoal.domain.brief import Circle
from shoal.stats import KM_PER_DEGREE, distance_km

MUNICH = Circle(name="Munich", latitude=48.137, longitude=11.575, radius_km=1.0)


def test_berlin_and_munich_are_some_504_kilometres_apart():
    assert distance_km(np.array([52.52]), np.array([13.405]), MUNICH)[0] == pytest.approx(504.3, abs=0.5)


def test_an_unknown_place_has_an_unknown_distance():
    found = distance_km(np.array([52.5, np.nan]), np.array([13.4, 13.4]), MUNICH)

    assert np.isnan(found).tolist() == [False, True]


def test_coordinates_in_single_precision_are_worked_out_in_double():
    single = distance_km(np.array([52.5], dtype=np.float32), np.array([13.25], dtype=np.float32), MUNICH)

    assert (single.dtype, single[0]) == (np.float64, distance_km(np.array([52.5]), np.array([13.25]), MUNICH)[0])


@pytest.mark.parametrize("latitude", [0.0, 48.0, 89.0])
def test_no_degree_of_latitude_is_shorter_than_the_one_that_bands_are_made_of(latitude):
    here = Circle(name="here", latitude=latitude, longitude=0.0, radius_km=1.0)

    assert distance_km(np.array([latitude + 1.0]), np.array([0.0]), here)[0] >= KM_PER_DEGREE
