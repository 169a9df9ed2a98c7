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
from shoal.sources.approval import ApprovalLine, ReturnedSheet, approval_csv, approval_workbook, read_approval
from shoal.sources.cells.contacts import MAIL_CUT
from shoal.sources.cells.links import PAGE_WORDS
from shoal.sources.cells.money import currency_code, currency_exponent
from shoal.sources.cells.numbers import read_count
from shoal.sources.cells.platforms import platform_of
from shoal.sources.cells.text import guarded
from shoal.sources.creators import creator_rows
from shoal.sources.examples import Example, examples, fields_of
from shoal.sources.headers import Column
from shoal.sources.instagram import (
    ACCOUNT_ID,
    DISCOVERY,
    DISCOVERY_POLICY,
    GRAPH_FIELDS,
    GRAPH_HOST,
    GRAPH_VERSION,
    GraphAccess,
    GraphLine,
    GraphUsage,
    Instagram,
    LookedUp,
    TokenFacts,
    checked_access,
    fits_instagram,
    read_discovered,
    stopped_before,
)
from shoal.sources.kinds import what_it_seems
from shoal.sources.own_audience import match_own_audience, read_own_audience
from shoal.sources.paste import Pasted, counted_posts, read_paste
from shoal.sources.pictures import check_insights_file, check_picture
from shoal.sources.places import country_code, language_code, let_go_of_cells, locate, place_of
from shoal.sources.plain import (
    GROUP_MARKS,
    HANDLE_PLATFORMS,
    HANDLE_SPELLED,
    PROFILE_LINK,
    PlainCell,
    QuietCell,
    plain_patterns,
    quiet_amounts,
    quiet_readers,
)
from shoal.sources.plain_lines import lines_at, lines_spread
from shoal.sources.reading import Hasher, read, survey
from shoal.sources.sheets.mending import mended_copy
from shoal.sources.sheets.written import written_csv, written_workbook
from shoal.sources.survey import ParquetRows, Survey
from shoal.sources.synthetic import SCHEME, read_synthetic

__all__ = [
    "ACCOUNT_ID",
    "DISCOVERY",
    "DISCOVERY_POLICY",
    "GRAPH_FIELDS",
    "GRAPH_HOST",
    "GRAPH_VERSION",
    "GROUP_MARKS",
    "HANDLE_PLATFORMS",
    "HANDLE_SPELLED",
    "MAIL_CUT",
    "PAGE_WORDS",
    "PROFILE_LINK",
    "QUESTIONS",
    "SCHEME",
    "ApprovalLine",
    "Column",
    "Example",
    "GraphAccess",
    "GraphLine",
    "GraphUsage",
    "Hasher",
    "Instagram",
    "LookedUp",
    "ParquetRows",
    "Pasted",
    "PlainCell",
    "PrintableQuestions",
    "QuietCell",
    "ReturnedSheet",
    "Survey",
    "TokenFacts",
    "approval_csv",
    "approval_workbook",
    "check_insights_file",
    "check_picture",
    "checked_access",
    "counted_posts",
    "country_code",
    "creator_rows",
    "currency_code",
    "currency_exponent",
    "examples",
    "fields_of",
    "fits_instagram",
    "guarded",
    "joined",
    "language_code",
    "let_go_of_cells",
    "lines_at",
    "lines_spread",
    "locate",
    "match_own_audience",
    "mended_copy",
    "place_of",
    "plain_patterns",
    "platform_of",
    "printable_questions",
    "quiet_amounts",
    "quiet_readers",
    "read",
    "read_answers",
    "read_applications",
    "read_approval",
    "read_count",
    "read_discovered",
    "read_own_audience",
    "read_paste",
    "read_synthetic",
    "recognise_applications",
    "stopped_before",
    "survey",
    "what_it_seems",
    "written_csv",
    "written_workbook",
]
