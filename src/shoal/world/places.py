"""The towns of the made-up market: real places, so that distances are real.

Coordinates are those of the town hall or the middle of the quarter, to about 500 m. Shares are a judgement: Leipzig and
Amsterdam are given a dense scene, so that a local brief can be met there.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """A town with its share of all creators and, for a few, its quarters as (name, latitude, longitude)."""

    name: str
    country: str
    latitude: float
    longitude: float
    share: float
    quarters: tuple[tuple[str, float, float], ...] = ()


def _city(name: str, country: str, latitude: float, longitude: float, share: float) -> City:
    return City(name=name, country=country, latitude=latitude, longitude=longitude, share=share)


LEIPZIG = City(
    name="Leipzig",
    country="DE",
    latitude=51.340,
    longitude=12.375,
    share=0.10,
    quarters=(
        ("Plagwitz", 51.329, 12.333),
        ("Lindenau", 51.338, 12.331),
        ("Connewitz", 51.309, 12.374),
        ("Südvorstadt", 51.323, 12.373),
        ("Reudnitz", 51.335, 12.405),
        ("Gohlis", 51.361, 12.367),
    ),
)
AMSTERDAM = City(
    name="Amsterdam",
    country="NL",
    latitude=52.373,
    longitude=4.893,
    share=0.09,
    quarters=(
        ("De Pijp", 52.355, 4.894),
        ("Jordaan", 52.374, 4.880),
        ("Noord", 52.391, 4.918),
        ("Oost", 52.361, 4.930),
    ),
)
CITIES: tuple[City, ...] = (
    LEIPZIG,
    _city("Berlin", "DE", 52.518, 13.408, 0.09),
    _city("Hamburg", "DE", 53.550, 9.993, 0.06),
    _city("Köln", "DE", 50.938, 6.957, 0.05),
    _city("München", "DE", 48.137, 11.575, 0.04),
    _city("Wien", "AT", 48.208, 16.373, 0.07),
    _city("Graz", "AT", 47.071, 15.438, 0.03),
    AMSTERDAM,
    _city("Utrecht", "NL", 52.091, 5.122, 0.05),
    _city("Rotterdam", "NL", 51.923, 4.479, 0.03),
    _city("Paris", "FR", 48.857, 2.352, 0.06),
    _city("Lyon", "FR", 45.767, 4.834, 0.04),
    _city("Barcelona", "ES", 41.383, 2.177, 0.05),
    _city("Valencia", "ES", 39.470, -0.376, 0.03),
    _city("Milano", "IT", 45.464, 9.190, 0.05),
    _city("Bologna", "IT", 44.494, 11.343, 0.03),
    _city("Bristol", "GB", 51.454, -2.597, 0.06),
    _city("Manchester", "GB", 53.480, -2.243, 0.07),
)
LANGUAGE_OF_COUNTRY = {"DE": "de", "AT": "de", "NL": "nl", "FR": "fr", "ES": "es", "IT": "it", "GB": "en"}
LANGUAGES = ("de", "nl", "en", "fr", "es", "it")

NICHES = ("fashion", "food", "coffee", "beauty", "fitness", "family", "travel", "outdoor", "tech")
NICHE_SHARES = (0.18, 0.14, 0.08, 0.14, 0.11, 0.11, 0.09, 0.08, 0.07)
# How much more often a niche is met in a town than elsewhere: the local scene of the coffee brief.
LOCAL_SCENES = {("Leipzig", "coffee"): 4.0, ("Leipzig", "food"): 1.5, ("Amsterdam", "fashion"): 1.6}
