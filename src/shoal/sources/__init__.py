"""Where creators, posts, orders and figures come in: files are surveyed, then read into typed rows. Nothing is stored.

The only door of the room.
"""

from __future__ import annotations

from shoal.sources.cells.money import currency_code, currency_exponent
from shoal.sources.cells.platforms import platform_of
from shoal.sources.cells.text import guarded
from shoal.sources.creators import creator_rows
from shoal.sources.mapping import Column
from shoal.sources.paste import Pasted, counted_posts, read_paste
from shoal.sources.places import country_code, distance_km, language_code, locate
from shoal.sources.plain import HANDLE_PLATFORMS, PlainCell, QuietCell, plain_patterns, quiet_readers
from shoal.sources.reading import Hasher, read, survey
from shoal.sources.survey import ParquetRows, Survey
from shoal.sources.synthetic import SCHEME, read_synthetic

__all__ = [
    "HANDLE_PLATFORMS",
    "SCHEME",
    "Column",
    "Hasher",
    "ParquetRows",
    "Pasted",
    "PlainCell",
    "QuietCell",
    "Survey",
    "counted_posts",
    "country_code",
    "creator_rows",
    "currency_code",
    "currency_exponent",
    "distance_km",
    "guarded",
    "language_code",
    "locate",
    "plain_patterns",
    "platform_of",
    "quiet_readers",
    "read",
    "read_paste",
    "read_synthetic",
    "survey",
]
