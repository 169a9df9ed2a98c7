"""What an address asks of the list of creators, and the addresses that ask a little more or less."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.http import urlencode

from shoal.app import TYPED
from shoal.domain.listing import FACETS, MOST_LIKE, PAGE_ROWS, ListQuery

COLUMNS = ("followers", "er", "verdict", "niche")  # as many as 1,280 pixels show without a sideways scroll
MORE_COLUMNS = ("record", "quickest", "country", "seen", "platform", "tier", "city", "languages", "tags")
LONGEST_TEXT = 200
LONGEST_TYPED = 80
MOST_VALUES = 30  # of one facet in an address; a page never makes more
SWITCHES = ("dense", "picture")
OPEN = ("followers", "er", "price", "circle", "last_post")  # filters that may let those pass of whom nothing is known
FIELDS = {"circle": ("near", "km"), "last_post": ("since",)} | {
    name: (f"min_{name}", f"max_{name}") for name in ("followers", "er", "price")
}  # the fields of each of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One list as its address says it. ``sort`` is a column, with ``-`` in front from large to small; ``page`` from 1.

    ``typed`` are fields of figures and place as somebody filled them, ``open`` the filters that let the unknown pass.
    ``said`` is the sentence that the wishes were read from, ``like`` are creators whose like is looked for.
    ``columns`` of ``()`` are the usual ones.
    """

    text: str = ""
    said: str = ""
    like: tuple[str, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    open: tuple[str, ...] = ()
    facets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    sort: str = ""
    page: int = 1
    scheme: str = ""
    columns: tuple[str, ...] = ()
    dense: bool = False
    picture: bool = False

    @property
    def narrowed(self) -> bool:
        """Say whether anything is filtered."""
        return bool(self.text or self.like or self.tags or self.typed or any(self.facets.values()))

    @property
    def order(self) -> str:
        """Return the order that shows: names, or what fits best where words are looked for."""
        found = "fit" if self.text or self.like else "name"
        return self.sort or found

    def query(self, tag_accounts: frozenset[str], wishes: Mapping[str, Any]) -> ListQuery:
        """Return what the list is asked for.

        ``tag_accounts`` are who carries the chosen tags, ``wishes`` what the typed fields ask.
        """
        told: dict[str, Any] = {"tier_scheme": self.scheme} if self.scheme else {}
        told |= wishes
        told |= {name: values for name, values in self.facets.items() if values}  # facets are named as its fields
        return ListQuery(
            text=self.text,
            like=tuple(f"ac_{creator.removeprefix('cr_')}" for creator in self.like),
            keep_unknown=self.open,
            tag_accounts=tag_accounts if self.tags else None,
            sort="name" if self.order.endswith("distance") and "circle" not in wishes else self.order.removeprefix("-"),
            descending=self.order.startswith("-"),
            offset=(self.page - 1) * PAGE_ROWS,
            **told,
        )

    def pairs(self, *, page: bool = True) -> list[tuple[str, str]]:
        """Return the query of the address, always in the same order, without what goes without saying."""
        found = [(name, text) for name, text in (("q", self.text), ("said", self.said)) if text]
        found += [("like", creator) for creator in self.like]
        found += [(name, self.typed[name]) for name in TYPED if self.typed.get(name)]
        found += [("open", name) for name in self.open]
        found += [(name, value) for name in FACETS for value in self.facets.get(name, ())]
        found += [("tag", tag) for tag in self.tags]
        found += [(name, value) for name, value in (("sort", self.sort), ("scheme", self.scheme)) if value]
        found += [("col", column) for column in self.columns]
        found += [(name, "1") for name in SWITCHES if getattr(self, name)]
        return found + ([("page", str(self.page))] if page and self.page > 1 else [])

    def text_query(self) -> str:
        """Return the query of the address as text, from its first page."""
        return urlencode(self.pairs(page=False))

    def href(self) -> str:
        """Return the address relative to the list itself."""
        return f"?{urlencode(self.pairs())}"

    def toggled(self, facet: str, value: str) -> Asked:
        """Return the same list with one value of a facet chosen, or dropped where it was."""
        return replace(self, page=1, facets=self.facets | {facet: _toggled(self.facets.get(facet, ()), value)})

    def tag_toggled(self, tag: str) -> Asked:
        """Return the same list with one tag chosen, or dropped where it was."""
        return replace(self, page=1, tags=_toggled(self.tags, tag))

    def opened(self, name: str) -> Asked:
        """Return the same list with a filter letting those pass of whom its fact is not known, or not any more."""
        return replace(self, page=1, open=_toggled(self.open, name))

    def without(self, name: str) -> Asked:
        """Return the same list without one filter: a facet, a figure or place, ``text``, ``like`` or ``tag``."""
        sort = "" if self.sort.endswith("fit") else self.sort
        if name == "text":
            return replace(self, page=1, text="", sort=sort)
        if name == "like":
            return replace(self, page=1, like=(), sort=sort)
        if name == "tag":
            return replace(self, page=1, tags=())
        if name in FIELDS:
            typed = {field: text for field, text in self.typed.items() if field not in FIELDS[name]}
            return replace(self, page=1, typed=typed, open=tuple(kept for kept in self.open if kept != name))
        return replace(self, page=1, facets={kept: values for kept, values in self.facets.items() if kept != name})

    def bare(self) -> Asked:
        """Return the list without any filter, with its columns."""
        return Asked(columns=self.columns, dense=self.dense, sort="" if self.sort.endswith("fit") else self.sort)


def asked_of(told: QueryDict) -> Asked:
    """Return what an address asks for; what makes no sense is left out, so that an old link still opens."""
    page = told.get("page", "1")
    known = (*COLUMNS, *MORE_COLUMNS)
    columns = tuple(column for column in known if column in told.getlist("col"))
    return Asked(
        text=line_of(told.get("q", "")),
        said=line_of(told.get("said", "")),
        like=_values(told.getlist("like"))[:MOST_LIKE],
        typed={name: text for name in TYPED if (text := line_of(told.get(name, ""))[:LONGEST_TYPED])},
        open=tuple(name for name in OPEN if name in told.getlist("open")),
        facets={name: values for name in FACETS if (values := _values(told.getlist(name)))},
        tags=_values(told.getlist("tag")),
        sort=told.get("sort", "")[:40],
        page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 9 else 1,  # noqa: PLR2004  digits
        scheme=told.get("scheme", "")[:40],
        columns=() if columns == COLUMNS else columns,
        dense=told.get("dense") == "1",
        picture=told.get("picture") == "1",
    )


def line_of(text: str) -> str:
    """Return a text as one line of at most so many signs."""
    return " ".join(text.split())[:LONGEST_TEXT]


def _values(told: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value[:LONGEST_TEXT] for value in told if value))[:MOST_VALUES]


def _toggled(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(kept for kept in values if kept != value) if value in values else (*values, value)
