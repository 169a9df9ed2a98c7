"""Which column means what: by its header, unless its cells or a person say otherwise; each with its reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from shoal.domain.intake import Kind, ReadOptions
from shoal.errors import UnknownColumnError
from shoal.sources.aliases import INDEX_BY_KIND
from shoal.sources.cells.contacts import ANY_MAIL
from shoal.sources.cells.links import looks_like_link, read_link
from shoal.sources.cells.numbers import read_count
from shoal.sources.cells.platforms import platform_of
from shoal.sources.cells.text import cell_text, fold, is_missing
from shoal.sources.headers import Column, by_header, of_contact
from shoal.sources.places import country_code, language_code

NARROW = 4  # columns: a table of pairs has two, rarely a date and a platform beside them
# Below this share of cells that fit, a header word is taken for something else ("Region" with names of counties) [j].
LEAST_FIT = 0.5
TOTAL_OF_FOLLOWERS = 5  # [judgement] a mean post is seen by a share of the followers, seldom by several times as many
_TOTALS = {"avg_views": "total_views", "avg_likes": "total_likes"}
_FREE = (None, "name", "notes", "niche", "city")  # columns whose cells are stored as they stand
_BARE = ("likes", "views", "aufrufe", "vues", "visualizaciones", "visualizzazioni", "visualizacoes", "weergaven")
_AT_HANDLE = re.compile(r"@[\w.\-]{2,30}")
_PHONE = re.compile(r"(?:tel\.?:?\s*)?(?:\+|00)\d[\d ()/.-]{6,}\d", re.IGNORECASE)
_UNSURE_WORDS = frozenset(
    {"region", "geo", "market", "channel", "medium", "network", "lang", "place", "website", "web", "site"}
)

Cells = Mapping[str, Sequence[str]]
_TESTS: dict[str, Callable[[str], object]] = {
    "country": country_code, "platform": platform_of, "language": language_code, "url": looks_like_link,
}  # fmt: skip


def _share(cells: Sequence[str], test: Callable[[str], object]) -> float:
    filled = [text for text in map(cell_text, cells) if not is_missing(text)]
    return sum(1 for text in filled if test(text)) / len(filled) if filled else 1.0


def _is_count(text: str) -> bool:
    return read_count(text).figure is not None


def _doubtful(column: Column, cells: Cells) -> Column:
    """Take back a field that an unsure header word gave and the cells do not bear out."""
    samples = cells.get(column.header, ())
    if column.platform and column.field == "handle" and any(samples) and _share(samples, _is_count) > LEAST_FIT:
        return replace(column, field="followers", reason=f"the header names {column.platform}, its cells are counts")
    test = _TESTS.get(column.field or "")
    if (
        test is None
        or fold(column.header) not in _UNSURE_WORDS
        or _share(cells.get(column.header, ()), test) >= LEAST_FIT
    ):
        return column
    return Column(header=column.header, field=None, reason=f"its cells do not look like {column.field}: kept as it is")


def _links_beside_keys(columns: list[Column], cells: Cells) -> list[Column]:
    """Take links of posts beside their ids for links: comments name a post by its id, and a link says the platform."""
    keys = [column for column in columns if column.field == "post_key"]
    beside = [one for one in keys[1:] if _filled(cells.get(one.header, ()))]
    linked = [one for one in beside if _share(cells[one.header], looks_like_link) == 1]
    if not linked or any(column.reason.startswith("you said") for column in keys):
        return columns
    why = f"its cells are links, and “{keys[0].header}” names the post"
    return [replace(one, field="url", reason=why) if one is linked[0] else one for one in columns]


def _once(columns: Sequence[Column]) -> list[Column]:
    """Let the first column have a field that two claim; what a person said comes first. Accounts may be several."""
    taken: dict[tuple[str, str | None], str] = {}
    for column in sorted(columns, key=lambda column: not column.reason.startswith("you said")):
        if column.field:
            taken.setdefault((column.field, column.platform), column.header)
    result = []
    for column in columns:
        owner = taken.get((column.field, column.platform), column.header) if column.field else column.header
        if owner != column.header:
            column = replace(column, field=None, reason=f"“{owner}” is read for this already: kept under its own name")  # noqa: PLW2901  a new value
        result.append(column)
    return result


def _contacts_by_cells(columns: list[Column], cells: Cells) -> list[Column]:
    """Drop columns of mail addresses or telephone numbers, whatever they are called: they would be stored.

    An address within other words is cut out of its cell (cells/contacts.py), and the column stays.
    """
    return [_contact_column(column, cells.get(column.header, ())) or column for column in columns]


def _contact_column(column: Column, samples: Sequence[str]) -> Column | None:
    if column.dropped or column.field not in _FREE or not _filled(samples):
        return None
    if _share(samples, lambda text: bool(ANY_MAIL.fullmatch(text))) >= LEAST_FIT:
        return of_contact(column.header, "e-mail, by its cells")
    phones = _share(samples, lambda text: bool(_PHONE.fullmatch(text)))
    return of_contact(column.header, "phone, by its cells") if phones >= LEAST_FIT else None


def _handles_by_cells(columns: list[Column], cells: Cells) -> list[Column]:
    """Find the handles by the cells where no header says them: in the column of names first, then in one without field.

    A name may be any link, as each is told apart by its line; a column that no word names must hold profiles.
    """
    if any(column.field in ("handle", "url", "key") for column in columns):
        return columns
    for field, test in (("name", _handle_like), (None, _profile_like)):
        for at, column in enumerate(columns):
            samples = cells.get(column.header, ())
            wanted = column.field == field and column.dropped is None and not column.reason.startswith("you said")
            if wanted and _filled(samples) and _share(samples, test) >= LEAST_FIT:
                columns[at] = replace(column, field="handle", reason="its cells are handles or links to profiles")
                return columns
    return columns


def _name_by_channel(columns: list[Column]) -> list[Column]:
    """Take a channel that is no platform for the name where nothing else is: so channels are listed on YouTube."""
    if any(column.field == "name" for column in columns):
        return columns
    return [
        replace(column, field="name", reason="its cells are no platforms: the name of the channel")
        if column.field is None and column.dropped is None and fold(column.header) == "channel"
        else column
        for column in columns
    ]


def _totals_by_cells(columns: list[Column], cells: Cells) -> list[Column]:
    """Take bare "Views" or "Likes" for the account's total where they stand beside a count of posts and are too many.

    A platform's own page gives totals, most sheets give the mean of a post; no header tells which. More than
    :data:`TOTAL_OF_FOLLOWERS` times the followers on most lines is no mean.
    """
    fields = {column.field: column for column in columns if column.platform is None}
    if not fields.keys() >= {"followers", "posts_count"}:
        return columns
    followers = cells.get(fields["followers"].header, ())
    return [
        replace(column, field=_TOTALS[column.field], reason="far above the followers, beside a count of posts: a total")
        if column.field in _TOTALS and fold(column.header) in _BARE and _far_above(cells[column.header], followers)
        else column
        for column in columns
    ]


def _far_above(counts: Sequence[str], followers: Sequence[str]) -> bool:
    pairs = [(read_count(many).figure, read_count(few).figure) for many, few in zip(counts, followers, strict=False)]
    known = [(many.value, few.value) for many, few in pairs if many is not None and few is not None]
    far = sum(many > TOTAL_OF_FOLLOWERS * few for many, few in known)
    return bool(known) and far > LEAST_FIT * len(known)


def _filled(samples: Sequence[str]) -> bool:
    return any(not is_missing(cell_text(cell)) for cell in samples)


def _handle_like(text: str) -> bool:
    return text.startswith("@") or looks_like_link(text)


def _profile_like(text: str) -> bool:
    return bool(_AT_HANDLE.fullmatch(text)) or (looks_like_link(text) and bool(read_link(text).name))


def _keys(columns: list[Column], options: ReadOptions) -> list[Column]:
    """Use a column of row codes only where there is no handle, or where a person said so."""
    if options.key is None and any(column.field in ("handle", "url") for column in columns):
        return [
            replace(column, field=None, reason="a code of this file: kept under its own name")
            if column.field == "key"
            else column
            for column in columns
        ]
    return columns


def match_columns(headers: Sequence[str], cells: Cells, kind: Kind, options: ReadOptions) -> list[Column]:
    """Return what each header was taken for, with its reason.

    ``cells`` are sample cells by header. Raises UnknownColumnError where a person named a column or field that is not
    there.
    """
    known = {fold(header) for header in headers}
    wanted = [*options.columns, *([options.key] if options.key and options.key != "#" else [])]
    missing = [name for name in wanted if fold(name) not in known]
    if missing:
        raise UnknownColumnError(
            "no such column", received=missing[0], allowed=tuple(headers), next_step="check the header line"
        )
    columns = [_doubtful(by_header(header, kind, options), cells) for header in headers]
    columns = _once(_links_beside_keys(columns, cells) if kind == "posts" else columns)
    columns = _contacts_by_cells(columns, cells)
    if kind == "creators":
        columns = _totals_by_cells(_name_by_channel(_handles_by_cells(columns, cells)), cells)
    return _keys(columns, options)


def _fields(headers: Sequence[str], kind: Kind) -> set[str]:
    none = ReadOptions()
    return {column.field for column in (by_header(header, kind, none) for header in headers) if column.field}


def recognise(headers: Sequence[str], options: ReadOptions) -> tuple[Kind, str] | None:
    """Return what a table holds and why, from its headers; ``None`` where they do not tell."""
    creators = _fields(headers, "creators")
    if "followers" in creators or (creators & {"fee", "revenue", "code"} and creators & {"handle", "url", "name"}):
        return "creators", "its columns are those of creators"
    audience = _fields(headers, "audience")
    if "person" in audience and audience & {"handle", "key"} and len(headers) <= NARROW:
        return "audience", "each line joins a creator and a person"
    comments, posts = _fields(headers, "comments"), _fields(headers, "posts")
    told = {fold(header) for header in headers} & INDEX_BY_KIND["comments"].keys()
    explicit = comments >= {"text", "post_key"} and any(word.startswith("comment") for word in told)
    if explicit or ("text" in comments and not posts & {"likes", "views"}):
        return "comments", "each line holds the text of a comment"
    if posts & {"likes", "views", "comments"} and posts & {"at", "caption", "post_key"}:
        return "posts", "its columns are those of posts"
    if creators & {"handle", "url"} or (options.key and options.platform):
        return "creators", "each line names an account"
    return None
