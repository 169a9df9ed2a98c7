"""SQL for whom a line names: by a handle, by a profile link, or by a code of the file.

It gives what ``accounts_of`` of the sources gives for the same cells, and says which lines it is not sure of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shoal.catalog.cell_sql import is_none_of, text_literal
from shoal.sources import HANDLE_PLATFORMS, PAGE_WORDS, PROFILE_LINK

SHORT = min(HANDLE_PLATFORMS.values())  # letters up to which a name fits all platforms


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """How the account of a line is found: SQL for its platform, its handle and other ``columns``, each of its line.

    ``plain`` is the condition under which that is certain. ``first`` are expressions of which the others speak: they
    are computed before, once for each line. ``kind`` is what identifies an account, the same for all lines.
    ``covers`` are the fields whose cells ``plain`` judges.
    """

    platform: str
    handle: str
    plain: str
    kind: str = "handle"
    columns: Mapping[str, str] = field(default_factory=dict)
    first: Mapping[str, str] = field(default_factory=dict)
    covers: frozenset[str] = frozenset()


def by_code(cell: str, said: str | None) -> Naming:
    """Return the naming by a code of the file: it is its own comparison form on any platform."""
    said = said or "NULL::VARCHAR"
    return Naming(platform=said, handle=cell, plain=f"{said} IS NOT NULL AND {cell} IS NOT NULL", kind="row_id")


def by_handle(cell: str, said: str, known: str) -> Naming:
    """Return the naming by handles that are their own comparison form but for the @ in front.

    ``known`` is the condition that the platform is one on which a plain handle is that.
    """
    plain = f"{known} AND {cell} IS NOT NULL AND {_not_long(cell, said)}"
    return Naming(platform=said, handle=_bare(cell), plain=plain)


def as_spelled(handle: str | None, link: str | None, said: str | None, known: str, fits: str) -> Naming:
    """Return the naming by handles in any spelling, by profile links, or by both in two columns.

    ``handle`` and ``link`` are cells, ``said`` the platform that the line or the file says, ``known`` the condition
    that it is one of those for handles, ``fits`` that of a plain handle. A link has to be of that platform; in a
    second column it has to name whom the handle names.
    """
    cell = link or handle or "NULL::VARCHAR"
    site, name = "lower(split_part(linked.site, '.', 1))", "linked.name"
    by_link, by_name = ["linked.name <> ''", is_none_of(name, PAGE_WORDS)], ["false"]
    if said:
        by_link.append(f"{site} = {said}")
    if handle:
        name = f"coalesce(linked.name, {_bare(handle)})"
        by_name = [f"{handle} IS NOT NULL", known, fits] if said else by_name
    if handle and link:
        by_link.append(f"({handle} IS NULL OR lower({_bare(handle)}) = lower(linked.name))")
        by_name.append(f"{link} IS NULL")
    sure = f"CASE WHEN linked IS NOT NULL THEN {' AND '.join(by_link)} ELSE {' AND '.join(by_name)} END"
    parts = f"regexp_extract({cell}, {text_literal(PROFILE_LINK)}, ['site', 'name'])"
    return Naming(
        platform=said or site,
        handle=f"lower({name})",
        plain=f"{sure} AND {_not_long(name, said or site)}",
        columns={
            "handle_raw": f"CASE WHEN {name} <> lower({name}) THEN {name} END",
            "url": f"CASE WHEN linked IS NOT NULL THEN {cell} END",
        },
        first={"linked": f"CASE WHEN contains({cell}, '/') THEN {parts} END"},
        covers=frozenset({"handle", "url"} if link else {"handle"}),
    )


def _bare(cell: str) -> str:
    """Return SQL for a handle without the @ in front, which is no part of it."""
    return f"CASE WHEN starts_with({cell}, '@') THEN substr({cell}, 2) ELSE {cell} END"


def _not_long(name: str, platform: str) -> str:
    """Return the condition that a name is no longer than its platform allows; most are short enough for all."""
    longest = " ".join(f"WHEN {text_literal(one)} THEN {letters}" for one, letters in HANDLE_PLATFORMS.items())
    return f"(strlen({name}) <= {SHORT} OR strlen({name}) <= CASE {platform} {longest} END)"
