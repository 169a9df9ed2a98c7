"""Distance on the globe."""

from __future__ import annotations

import numpy as np

from shoal.domain.brief import Circle
from shoal.domain.bulk import Floats

EARTH_RADIUS_KM = 6371.0088  # mean radius R1 of the Earth, IUGG


def distance_km(latitude: Floats, longitude: Floats, circle: Circle) -> Floats:
    """Return the distance of each place to the centre of a circle in kilometres, NaN where a place is not known.

    Haversine on a sphere: off by at most about 0.5 % from the true figure of the Earth. Vectorised, linear in N.
    """
    north, east = np.radians(latitude), np.radians(longitude)
    centre_north, centre_east = np.radians(circle.latitude), np.radians(circle.longitude)
    chord = (
        np.sin((north - centre_north) / 2) ** 2
        + np.cos(north) * np.cos(centre_north) * np.sin((east - centre_east) / 2) ** 2
    )
    distance: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(chord, 1.0)))
    return distance
