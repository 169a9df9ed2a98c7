"""Lines of tables of posts, comments and audience samples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from shoal.domain.intake import AudienceRow, CommentRow, PostRow, RowNote, RowResult
from shoal.errors import FileFormatError
from shoal.sources.cells.dates import read_date, zone_of
from shoal.sources.cells.links import read_link
from shoal.sources.cells.numbers import read_count
from shoal.sources.cells.text import fold, kept
from shoal.sources.headers import Column
from shoal.sources.lines import BLANK, HEADER_AGAIN, Named, account_columns, accounts_of, error_text, skipped_because
from shoal.sources.survey import Survey

POST_COUNTS = ("likes", "comments", "shares", "saves", "views")
_VIDEO = frozenset({"video", "reel", "reels", "short", "shorts", "igtv", "clips", "clip", "live", "tiktok"})
_STORY = frozenset({"story", "stories"})
_YES = frozenset({"1", "yes", "true", "ja", "oui", "si", "y", "x", "paid", "sponsored", "ad", "anzeige", "werbung"})
_NO = frozenset({"0", "no", "false", "nein", "non", "n", "organic", "unpaid", "none"})


@dataclass(slots=True)
class Lines:
    """What the lines of one table gave: typed rows, warnings, and results of lines that gave none."""

    notes: list[RowNote] = field(default_factory=list)
    results: list[RowResult] = field(default_factory=list)

    def skip(self, row: int, why: str) -> None:
        """Keep a line that is none of its kind."""
        self.results.append(RowResult(row=row, outcome="skipped", text=why))

    def fail(self, row: int, why: str, line: Mapping[str, str]) -> None:
        """Keep a line that cannot be used, with its cells."""
        self.results.append(RowResult(row=row, outcome="error", text=why, cells=dict(line)))


def _need(survey: Survey, *fields: str, what: str) -> None:
    """Raise FileFormatError where a table has none of some columns without which its lines say nothing."""
    if not any(survey.column(name) for name in fields):
        raise FileFormatError(
            what, received=survey.file.name, allowed=survey.headers,
            next_step="name the column with --key, or map it with --column HEADER=FIELD",
        )  # fmt: skip


def _text(survey: Survey, line: Mapping[str, str], name: str) -> str | None:
    column = survey.column(name)
    return kept(line.get(column.header, "")) if column else None


def _count(survey: Survey, line: Mapping[str, str], name: str, row: int, out: Lines) -> int | None:
    column = survey.column(name)
    if column is None:
        return None
    text = line.get(column.header, "")
    cell = read_count(text, mark=column.mark)
    if cell.note:
        out.notes.append(
            RowNote(
                row=row,
                code=f"{name}_{cell.note.code}",
                text=f"{name} {cell.note.text}",
                column=column.header,
                received=text[:200],
            )
        )
    return round(cell.figure.value) if cell.figure else None


def _instant(survey: Survey, line: Mapping[str, str], row: int, out: Lines) -> datetime | None:
    column = survey.column("at")
    if column is None:
        return None
    text = line.get(column.header, "")
    cell = read_date(text, order=column.order, zone=zone_of(survey.options.timezone))
    if cell.note:
        out.notes.append(
            RowNote(row=row, code=cell.note.code, text=cell.note.text, column=column.header, received=text[:200])
        )
    return cell.at


def _format(text: str | None, url: str | None) -> str:
    """Return ``video``, ``story`` or ``post``: the type cell, else what the link says."""
    word = fold(text) if text else ""
    if word in _STORY:
        return "story"
    if word in _VIDEO or (
        url and any(part in url.lower() for part in ("/reel", "/video/", "/shorts/", "watch?v", "youtu.be/"))
    ):
        return "video"
    return "post"


def _flag(text: str | None) -> bool | None:
    word = fold(text) if text else ""
    return True if word in _YES else False if word in _NO else None


def _naming(survey: Survey) -> list[Column]:
    columns = account_columns([column for column in survey.columns if column.field != "url"])
    return columns + [column for column in survey.columns if column.field == "platform"]


def _platform(survey: Survey, link: str | None) -> str | None:
    """Return the platform that was said for the file, else that of a post's link."""
    return survey.options.platform or (read_link(link).platform if link and "/" in link else None)


def _whose(survey: Survey, line: Mapping[str, str], naming: list[Column], url: str | None) -> Named:
    """Return the account of a post: the one the line names, else the one its link names (``/@name/video/...``)."""
    said = survey.column("handle") or survey.column("key")
    named = accounts_of(naming, line, _platform(survey, url))[0] if said else None
    if named is None or (named.account.error and url and read_link(url).name):
        link = survey.column("url") or survey.column("post_key")
        header = link.header if link else ""
        return accounts_of([Column(header=header, field="url", reason="")], {header: url or ""}, None)[0]
    return named


def post_rows(
    survey: Survey, lines: Iterable[tuple[int, Mapping[str, str]]]
) -> tuple[list[PostRow], list[RowNote], list[RowResult]]:
    """Return the posts of lines: hidden or missing counts stay unknown; a line without its account is an error."""
    _need(survey, "handle", "key", "post_key", what="no column says whose posts these are")
    out, rows, naming = Lines(), [], _naming(survey)
    for row, line in lines:
        why = skipped_because((), line)
        if why in (BLANK, HEADER_AGAIN):
            out.skip(row, why)
            continue
        key = _text(survey, line, "post_key")
        url = _text(survey, line, "url") or (key if key and "/" in key else None)
        named = _whose(survey, line, naming, url)
        if named.account.error:
            out.fail(row, error_text(named), line)
            continue
        counts = {name: _count(survey, line, name, row, out) for name in POST_COUNTS}
        account = named.account
        rows.append(
            PostRow(
                row=row, platform=account.platform or "", handle=account.handle, key_kind=account.key_kind,
                post_key=key or f"line {row}", at=_instant(survey, line, row, out), url=url,
                format=_format(_text(survey, line, "type"), url), caption=_text(survey, line, "caption"),
                sponsored=_flag(_text(survey, line, "sponsored")), **counts,
            )
        )  # fmt: skip
    return rows, out.notes, out.results


def comment_rows(
    survey: Survey, lines: Iterable[tuple[int, Mapping[str, str]]]
) -> tuple[list[CommentRow], list[RowNote], list[RowResult]]:
    """Return the comments of lines; a comment without text is kept, its text unknown."""
    _need(survey, "post_key", "key", what="no column says which post a comment belongs to")
    out, rows = Lines(), []
    for row, line in lines:
        if not any(cell.strip() for cell in line.values()):
            out.skip(row, BLANK)
            continue
        key = _text(survey, line, "post_key") or _text(survey, line, "key")
        if key is None:
            out.fail(row, "no post is named: write the post's link or id", line)
            continue
        column = survey.column("text")
        text = line.get(column.header, "").strip() if column else ""
        rows.append(
            CommentRow(
                row=row, platform=_platform(survey, key) or "", post_key=key, text=text or None,
                author=_text(survey, line, "author"), at=_instant(survey, line, row, out),
                parent=_text(survey, line, "parent"), key=_text(survey, line, "comment_key"),
            )
        )  # fmt: skip
    return rows, out.notes, out.results


def audience_rows(
    survey: Survey, lines: Iterable[tuple[int, Mapping[str, str]]]
) -> tuple[list[AudienceRow], list[RowNote], list[RowResult]]:
    """Return who was seen in whose audience; one row per line."""
    _need(survey, "person", what="no column names the people of the audience")
    _need(survey, "handle", "key", what="no column says whose audience this is")
    out, rows, naming, person = Lines(), [], _naming(survey), survey.column("person")
    header = person.header if person else ""
    for row, line in lines:
        who = kept(line.get(header, ""))
        if who is None:
            out.skip(row, BLANK if not any(line.values()) else "no person on the line")
            continue
        named = accounts_of(naming, line, survey.options.platform)[0]
        account = named.account
        if account.error:
            out.fail(row, error_text(named), line)
            continue
        rows.append(
            AudienceRow(platform=account.platform or "", handle=account.handle, person=who, key_kind=account.key_kind)
        )
    return rows, out.notes, out.results
