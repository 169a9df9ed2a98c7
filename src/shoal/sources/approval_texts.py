"""An approval sheet that came back as a page with the answers inside, or as the text of a mail.

Both are read as text: nothing of the page is shown or run. What a line means is for ``approval.py`` to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from shoal.sources.cells.text import trim

SHEET = "shoal-sheet"  # the meta element that names brief and version
COMMENT = "comment-"  # what the name of a comment's field starts with
MAIL_ROW = re.compile(r"^[\s>*|]*(s\d{1,6}-\d{1,6})\s*[:=](.*)$", re.IGNORECASE)
MAIL_NAME = re.compile(r"^[\s>*|]*name\s*:(.*)$", re.IGNORECASE)
MAIL_HEAD = re.compile(r"^[\s>*|]*shortlist\s+([\w-]+),\s*version\s+(\d{1,6})\b", re.IGNORECASE)
# a person writes "approve, lovely", the page "approve - lovely"
SAID = re.compile(r"^([^\s,;.:!\u2013\u2014]*)[\s,;.:!\u2013\u2014-]*(.*)$", re.DOTALL)
QUOTED = re.compile(r"^[\s>|]+")
HYPHENS = dict.fromkeys(range(0x2010, 0x2013), "-")  # what writing programs make of the one in a row id


@dataclass(slots=True, kw_only=True)
class Marked:
    """What was found: brief, version and name as written, and per row its id, decision and comment."""

    brief: str = ""
    version: str = ""
    by_name: str = ""
    rows: list[tuple[str, str, str]] = field(default_factory=list)


def marked(text: str) -> Marked | None:
    """Return what a page or a mail says, ``None`` where the text is neither."""
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        return _page(text)
    return _mail(text)


def _page(text: str) -> Marked | None:
    page = _Page()
    page.feed(text)
    page.close()
    if not page.sheet:
        return None
    brief, _, version = page.sheet.partition(" ")
    rows = [(row, page.chosen.get(row, ""), trim(page.comments.get(row, ""))) for row in page.order]
    return Marked(brief=brief, version=version, by_name=page.by_name, rows=rows)


class _Page(HTMLParser):
    """Takes four things of a page: which sheet it is, what is ticked, what is typed, and by whom."""

    def __init__(self) -> None:
        super().__init__()
        self.sheet, self.by_name, self._open = "", "", ""
        self.order: dict[str, None] = {}
        self.chosen: dict[str, str] = {}
        self.comments: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read one element; what is not of the sheet is passed over."""
        told = {name: value or "" for name, value in attrs}
        name = told.get("name", "")
        if tag == "meta" and name == SHEET:
            self.sheet = told.get("content", "")
        elif tag == "input" and told.get("type") == "radio":
            self.order[name] = None
            if "checked" in told:
                self.chosen[name] = told.get("value", "")
        elif tag == "input" and name == "by":
            self.by_name = trim(told.get("value", ""))
        elif tag == "textarea":
            self._open = name.removeprefix(COMMENT) if name.startswith(COMMENT) else ""

    def handle_endtag(self, tag: str) -> None:
        """Close what was typed."""
        if tag == "textarea":
            self._open = ""

    def handle_data(self, data: str) -> None:
        """Keep what was typed into a comment."""
        if self._open:
            self.comments[self._open] = self.comments.get(self._open, "") + data


def _mail(text: str) -> Marked | None:
    found, going_on = Marked(), False
    for line in text.translate(HYPHENS).splitlines():
        row, head, name = MAIL_ROW.match(line), MAIL_HEAD.match(line), MAIL_NAME.match(line)
        bare = trim(QUOTED.sub("", line))
        if row:
            said = SAID.match(trim(row[2]))
            found.rows.append((row[1].lower(), said[1] if said else "", trim(said[2]) if said else ""))
        elif head and not found.brief:
            found.brief, found.version = head[1], head[2]
        elif name:
            found.by_name = found.by_name or trim(name[1])
        elif going_on and bare and not bare.startswith("#"):  # a mail breaks long lines
            last = found.rows.pop()
            found.rows.append((last[0], last[1], f"{last[2]} {bare}".strip()))
            continue
        going_on = bool(row and trim(row[2]))
    return found if found.rows else None
