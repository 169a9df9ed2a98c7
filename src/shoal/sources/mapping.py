"""Which column means what: by alias, by platform word, by unit in the header; each with its reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from shoal.domain.intake import Kind, ReadOptions
from shoal.errors import UnknownColumnError
from shoal.sources.aliases import BOX_WORDS, CONTACT_WORDS, DENIED_WORDS, FIELDS_BY_KIND, INDEX_BY_KIND
from shoal.sources.cells.links import looks_like_link, read_link
from shoal.sources.cells.money import currency_code
from shoal.sources.cells.numbers import read_count
from shoal.sources.cells.platforms import platform_of
from shoal.sources.cells.text import cell_text, fold, is_missing
from shoal.sources.places import country_code, language_code

CONTACT_STAYS = "contact details stay in the file until a basis for keeping them is recorded"
KEEP = "keep"
_DENIED_TOKENS = frozenset(
    [
        "ethnicity",
        "ethnicities",
        "ethnic",
        "religion",
        "religious",
        "sexuality",
        "sexual",
        "income",
        "political",
        "races",
        "disability",
    ]
)
_ACCOUNT_WORDS = frozenset(
    {"", "handle", "url", "link", "username", "account", "profile", "name", "id", "user", "page", "channel"}
)
_PER_PLATFORM = (
    "handle",
    "followers",
    "following",
    "er",
    "avg_likes",
    "avg_comments",
    "avg_views",
    "fee",
    "posts_count",
)
_UNIT = re.compile(
    r"^(.*?)[\s_]*(?:[(\[]\s*(?:in\s+)?([^)\]]{1,12})\s*[)\]]|\bin\s+(\S{1,6})|\s(%|[€£$]|[A-Z]{3}))\s*$", re.IGNORECASE
)
# Below this share of cells that fit, a header word is taken for something else ("Region" with names of counties) [j].
NARROW = 4  # columns: a table of pairs has two, rarely a date and a platform beside them
LEAST_FIT = 0.5
TOTAL_OF_FOLLOWERS = 5  # [judgement] a mean post is seen by a share of the followers, seldom by several times as many
_TOTALS = {"avg_views": "total_views", "avg_likes": "total_likes"}
_BARE = ("likes", "views", "aufrufe", "vues", "visualizaciones", "visualizzazioni", "visualizacoes", "weergaven")
_NESTED = re.compile(r"(?<=\w)[./](?=\w)")  # between the names of boxes, as in "statistics.subscriberCount"
_AT_HANDLE = re.compile(r"@[\w.\-]{2,30}")
_UNSURE_WORDS = frozenset(
    {"region", "geo", "market", "channel", "medium", "network", "lang", "place", "website", "web", "site"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: the field it was taken for, why, and what its cells were found to be.

    ``platform`` is set where the header names one; ``unit`` is ``percent`` or a currency that the header states;
    ``mark`` the decimal mark, ``order`` that of day and month, ``signs`` whether most cells carry a percent sign,
    ``settled`` the unit on which recomputed rows agreed, ``currency`` the one that all signs in the column name.
    """

    header: str
    field: str | None
    reason: str
    dropped: str | None = None
    platform: str | None = None
    unit: str | None = None
    mark: str | None = None
    order: str | None = None
    signs: bool = False
    settled: str | None = None
    currency: str | None = None
    reading: str = ""
    samples: tuple[str, ...] = ()


Cells = Mapping[str, Sequence[str]]


def _said(field: str) -> str:
    """Return a field in words."""
    return "engagement rate" if field == "er" else field.replace("_", " ")


def _parts(header: str) -> list[str]:
    """Return a header and the parts of a nested one, folded: in ``contact.phone`` either says what is below it."""
    return [fold(header), *(fold(part) for part in _NESTED.split(header))]


def denied(header: str) -> str | None:
    """Return the protected trait a header carries, ``None`` where it carries none."""
    trait = next((DENIED_WORDS[part] for part in _parts(header) if part in DENIED_WORDS), None)
    if trait:
        return trait
    tokens = {fold(token) for token in re.split(r"[^\w]+|_", header)}
    return next(iter(tokens & _DENIED_TOKENS), None)


def contact(header: str) -> str | None:
    """Return the kind of contact detail a header carries, ``None`` where it carries none."""
    parts = _parts(header)
    known = next((CONTACT_WORDS[part] for part in parts if part in CONTACT_WORDS), None)
    return known or ("e-mail" if any(part.endswith(("email", "emailaddress")) for part in parts) else None)


def _stated(header: str, kind: Kind, options: ReadOptions) -> Column | None:
    """Return what a person said about a column."""
    said = {fold(name): field for name, field in options.columns.items()}.get(fold(header))
    if said == KEEP:
        return Column(header=header, field=None, reason="you said: keep it under its own name")
    if said is not None:
        if said not in FIELDS_BY_KIND[kind]:
            raise UnknownColumnError(
                "no such field",
                received=said,
                allowed=(*sorted(FIELDS_BY_KIND[kind]), KEEP),
                next_step="correct --column",
            )
        return Column(header=header, field=said, reason="you said so")
    if options.key is not None and fold(options.key) == fold(header):
        return Column(header=header, field="key", reason="you said: this identifies an account")
    return None


def _refused(header: str) -> Column | None:
    trait = denied(header)
    if trait:
        why = f"{trait}: nobody is chosen by it, so it is not stored"
        return Column(header=header, field=None, reason="a protected trait", dropped=why)
    detail = contact(header)
    if detail:
        return Column(header=header, field=None, reason=f"a contact detail ({detail})", dropped=CONTACT_STAYS)
    return None


def _by_word(header: str, kind: Kind) -> Column | None:
    field = INDEX_BY_KIND[kind].get(fold(header))
    return Column(header=header, field=field, reason=f"“{header}” is a word for {_said(field)}") if field else None


def _by_platform(header: str, kind: Kind) -> Column | None:
    """Read ``Instagram``, ``TikTok URL``, ``IG handle``, ``YouTube subscribers``; of posts ``Instagram post URL``."""
    allowed = _PER_PLATFORM if kind == "creators" else ("post_key",)
    tokens = [token for token in re.split(r"[\s_:/.\-()]+", header) if token]
    for size in (2, 1):
        for at in range(len(tokens) - size + 1):
            platform = platform_of(" ".join(tokens[at : at + size]))
            if platform is None or (platform == "x" and len(tokens) == 1 and tokens[0].lower() != "x"):
                continue
            rest = fold("".join(tokens[:at] + tokens[at + size :]))
            field = "handle" if kind == "creators" and rest in _ACCOUNT_WORDS else INDEX_BY_KIND[kind].get(rest)
            if field in allowed:
                of = platform if kind == "creators" else None  # posts say it by their links
                return Column(header=header, field=field, platform=of, reason=f"the header names {platform}")
    return None


def _by_unit(header: str, kind: Kind) -> Column | None:
    """Read a unit in the header: ``ER (%)``, ``Fee in EUR``, ``Preis €``."""
    match = _UNIT.match(header)
    if match is None:
        return None
    unit = (match[2] or match[3] or match[4] or "").strip()
    field = INDEX_BY_KIND[kind].get(fold(match[1]))
    if field == "er" and unit.casefold() in ("%", "percent", "pct", "prozent"):
        return Column(header=header, field=field, unit="percent", reason="the header says percent")
    money = currency_code(unit) if field in ("fee", "revenue") else None
    if money:
        return Column(header=header, field=field, unit=money, reason=f"the header says {money}")
    plain = unit.casefold() in ("$", "number", "count", "n", "#", "no.", "avg", "total", "optional", "required")
    if field is None or not plain:
        return None
    return Column(header=header, field=field, reason=f"“{match[1].strip()}” is a word for {_said(field)}")


def _by_part(header: str, kind: Kind) -> Column | None:
    """Read ``statistics.subscriberCount``, ``metrics/er/value``: a word for a field, and boxes that say nothing.

    Any other part may change the meaning (``audience.country``), so it leaves the column under its own name.
    """
    parts = [part for part in _NESTED.split(header) if fold(part) not in BOX_WORDS]
    field = INDEX_BY_KIND[kind].get(fold(parts[0])) if len(parts) == 1 and parts[0] != header else None
    return Column(header=header, field=field, reason=f"“{parts[0]}” is a word for {_said(field)}") if field else None


def _one(header: str, kind: Kind, options: ReadOptions) -> Column:
    column = _stated(header, kind, options) or _refused(header) or _by_unit(header, kind) or _by_word(header, kind)
    column = column or _by_part(header, kind)
    column = column or _by_platform(header, kind)
    if column is not None:
        return column
    if fold(header).endswith("percent") and INDEX_BY_KIND[kind].get(fold(header)[:-7]) == "er":
        return Column(header=header, field="er", unit="percent", reason="the header says percent")
    return Column(header=header, field=None, reason="no field of Shoal: kept under its own name")


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


def _links_of_posts_first(columns: list[Column], cells: Cells) -> list[Column]:
    """Know posts by their links where a number stands beside them: a link says the platform too."""
    keys = [column for column in columns if column.field == "post_key"]
    linked = [
        one for one in keys if _filled(cells.get(one.header, ())) and _share(cells[one.header], looks_like_link) == 1
    ]
    if not linked or any(column.reason.startswith("you said") for column in keys):
        return columns
    why = f"“{linked[0].header}” is read for this already: kept under its own name"
    return [replace(one, field=None, reason=why) if one in keys and one is not linked[0] else one for one in columns]


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
    columns = [_doubtful(_one(header, kind, options), cells) for header in headers]
    columns = _once(_links_of_posts_first(columns, cells) if kind == "posts" else columns)
    if kind == "creators":
        columns = _totals_by_cells(_name_by_channel(_handles_by_cells(columns, cells)), cells)
    return _keys(columns, options)


def _fields(headers: Sequence[str], kind: Kind) -> set[str]:
    none = ReadOptions()
    return {column.field for column in (_one(header, kind, none) for header in headers) if column.field}


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
