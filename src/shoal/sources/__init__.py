"""Where creators, posts, orders and figures come in: files are surveyed, then read into typed rows. Nothing is stored.

The only door of the room.
"""

from __future__ import annotations

from shoal.sources.applications import (
    QUESTIONS,
    PrintableQuestions,
    joined,
    printable_questions,
    read_answers,
    read_applications,
    recognise_applications,
)
from shoal.sources.approval import ApprovalLine, approval_csv, approval_workbook, read_approval
from shoal.sources.cells.money import currency_code, currency_exponent
from shoal.sources.cells.numbers import read_count
from shoal.sources.cells.platforms import platform_of
from shoal.sources.cells.text import guarded
from shoal.sources.creators import creator_rows
from shoal.sources.examples import Example, examples, fields_of
from shoal.sources.kinds import what_it_seems
from shoal.sources.mapping import Column
from shoal.sources.own_audience import match_own_audience, read_own_audience
from shoal.sources.paste import Pasted, counted_posts, read_paste
from shoal.sources.pictures import check_insights_file, check_picture
from shoal.sources.places import country_code, distance_km, language_code, locate
from shoal.sources.plain import HANDLE_PLATFORMS, PlainCell, QuietCell, plain_patterns, quiet_readers
from shoal.sources.plain_lines import lines_at
from shoal.sources.reading import Hasher, read, survey
from shoal.sources.sheets.mending import mended_copy
from shoal.sources.survey import ParquetRows, Survey
from shoal.sources.synthetic import SCHEME, read_synthetic

__all__ = [
    "HANDLE_PLATFORMS",
    "QUESTIONS",
    "SCHEME",
    "ApprovalLine",
    "Column",
    "Example",
    "Hasher",
    "ParquetRows",
    "Pasted",
    "PlainCell",
    "PrintableQuestions",
    "QuietCell",
    "Survey",
    "approval_csv",
    "approval_workbook",
    "check_insights_file",
    "check_picture",
    "counted_posts",
    "country_code",
    "creator_rows",
    "currency_code",
    "currency_exponent",
    "distance_km",
    "examples",
    "fields_of",
    "guarded",
    "joined",
    "language_code",
    "lines_at",
    "locate",
    "match_own_audience",
    "mended_copy",
    "plain_patterns",
    "platform_of",
    "printable_questions",
    "quiet_readers",
    "read",
    "read_answers",
    "read_applications",
    "read_approval",
    "read_count",
    "read_own_audience",
    "read_paste",
    "read_synthetic",
    "recognise_applications",
    "survey",
    "what_it_seems",
]
