"""Lines that are no creator, and which account a line names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from shoal.sources.aliases import TOTAL_WORDS
from shoal.sources.cells.handles import NO_HANDLE, NO_PLATFORM, AccountCell, read_account
from shoal.sources.cells.platforms import platform_of
from shoal.sources.cells.text import CellNote, cell_text, fold, is_missing, kept
from shoal.sources.headers import Column

BLANK, TOTAL, HEADING, HEADER_AGAIN = "blank row", "total row", "section heading", "repeated header"
_LONGEST_TOTAL = 24  # "total all campaigns": longer is a sentence or a name
_NEXT = {
    "short_link": "open it and paste the profile link",
    "post_link": "paste the link of the profile",
    "no_platform": "name the platform in the line, or say --platform",
    "reserved_link": "paste the link of the profile",
    "link_page": "paste the link of the profile on the platform",
    "no_profile_link": "paste the link of the profile",
    "foreign_link": "name the platform and the handle",
}


@dataclass(frozen=True, slots=True)
class Named:
    """The account a cell names and the warnings about it; ``header`` is the column it came from."""

    account: AccountCell
    header: str = ""
    notes: tuple[CellNote, ...] = ()


def account_columns(columns: Sequence[Column]) -> list[Column]:
    """Return the columns that may name an account: the general ones first, then those of one platform."""
    found = [column for column in columns if column.field in ("handle", "url", "key")]
    return sorted(found, key=lambda column: (column.field != "key", column.platform is not None))


def skipped_because(columns: Sequence[Column], line: Mapping[str, str]) -> str | None:
    """Return why a line is no creator: blank, a repeated header, a total, a section heading; ``None`` for the rest."""
    naming = {column.header for column in columns if column.field in ("handle", "url", "key")}
    if any((text := kept(line.get(header, ""))) and fold(text) != fold(header) for header in naming):
        return None
    filled = {header: text for header, text in ((key, cell_text(cell)) for key, cell in line.items() if cell) if text}
    said = {header: text for header, text in filled.items() if not is_missing(text)}
    if not said:
        return BLANK
    if len(said) > 1 and all(fold(header) == fold(text) for header, text in said.items()):
        return HEADER_AGAIN
    if naming & said.keys():
        return None
    first = fold(next(iter(said.values())))
    if first in TOTAL_WORDS or (first.startswith("total") and len(first) <= _LONGEST_TOTAL):
        return TOTAL
    return HEADING if len(said) == 1 else None


def _platform_said(columns: Sequence[Column], line: Mapping[str, str], default: str | None) -> tuple[str | None, str]:
    """Return the platform of a line and its wording: the cell, else what was said for the file."""
    for column in columns:
        if column.field == "platform":
            text = kept(line.get(column.header, ""))
            if text:
                return platform_of(text), text
    return default, ""


def _warned(named: Named, platform: str | None, said_by: str = "platform cell") -> Named:
    """Warn where a link names another platform than the cell, the column or the option that ``said_by`` names."""
    account = named.account
    if not account.from_link or platform is None or account.platform == platform:
        return named
    text = f"{said_by} says {platform}, link says {account.platform}: link wins"
    return replace(named, notes=(*named.notes, CellNote("platform_link_wins", text)))


def _row_key(columns: Sequence[Column], line: Mapping[str, str], platform: str | None) -> Named | None:
    """Return the account that a code of the file identifies, ``None`` where the file has no such column."""
    column = next((column for column in columns if column.field == "key"), None)
    if column is None:
        return None
    code = kept(line.get(column.header, ""))
    error = NO_HANDLE if not code else NO_PLATFORM if platform is None else None
    if error is not None:
        return Named(AccountCell(platform=platform, raw=code or "", error=error), column.header)
    return Named(AccountCell(platform, code or "", "row_id", code or ""), column.header)


def _general(columns: Sequence[Column], line: Mapping[str, str], platform: str | None, said_by: str) -> Named | None:
    """Read the handle and the link of a line: a link that names a profile wins, else the first that is usable."""
    found = [
        Named(read_account(line[column.header], platform=platform), column.header)
        for column in columns
        if column.field in ("handle", "url") and column.platform is None and kept(line.get(column.header, ""))
    ]
    usable = [named for named in found if named.account.error is None]
    best = next((named for named in usable if named.account.from_link), None) or next(iter(usable), None)
    best = best or next(iter(found), None)
    if best is None:
        return None
    other = next((item for item in usable if item.account.handle != best.account.handle), None)
    if other is not None:
        text = f"handle and link differ: {best.account.handle} is kept, the line also says {other.account.handle}"
        best = replace(best, notes=(*best.notes, CellNote("link_and_handle_differ", text)))
    return _warned(best, platform, said_by)


def accounts_of(columns: Sequence[Column], line: Mapping[str, str], default: str | None) -> list[Named]:
    """Return the accounts a line names, at least one; an account with an error says why there is none.

    ``columns`` are those of :func:`account_columns` and the platform column, ``default`` the platform of the file.
    """
    platform, wording = _platform_said(columns, line, default)
    coded = _row_key(columns, line, platform)
    if coded is not None:
        return [coded]
    general = _general(columns, line, platform, "platform cell" if wording else "--platform")
    found = [] if general is None else [general]
    found += [
        _warned(
            Named(read_account(line[column.header], platform=column.platform), column.header),
            column.platform,
            f"column “{column.header}”",
        )
        for column in columns
        if column.field in ("handle", "url") and column.platform and kept(line.get(column.header, ""))
    ]
    usable = [named for named in found if named.account.error is None]
    if usable:
        return list({(named.account.platform, named.account.handle): named for named in reversed(usable)}.values())[
            ::-1
        ]
    first = found[0] if found else Named(AccountCell(platform=platform, error=NO_HANDLE))
    if first.account.error == NO_PLATFORM and wording:
        error = CellNote("no_platform", f"handle without a platform: “{wording[:40]}” is none that Shoal knows")
        return [replace(first, account=replace(first.account, error=error))]
    return [first]


def error_text(named: Named) -> str:
    """Return why a line has no account, what stood there, and what to do."""
    error = named.account.error or NO_HANDLE
    where = f" (“{named.account.raw[:80]}”, column “{named.header}”)" if named.account.raw and named.header else ""
    step = _NEXT.get(error.code, "write the handle or the profile link")
    return f"{error.text}{where}: {step}"
