"""What the list of creators is promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext

from shoal.app import Chart, NumberParts, number_parts, seconds_text
from shoal.domain.listing import FACETS, PAGE_ROWS, UNKNOWN, ListPage, ListRow
from shoal.domain.people import SavedView
from shoal.domain.shortlist import PriceZone
from shoal.web.desk import Desk
from shoal.web.pages.creators_asked import COLUMNS, MORE_COLUMNS, Asked
from shoal.web.pages.creators_search import Link, Search, isolated, titles
from shoal.web.pages.home import Door

MOST_TAGS = 20
FACET_VALUES = 8  # in sight; the others are one press away


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One value of a facet, as the address that chooses or drops it."""

    label: str
    count: int
    url: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One facet with its values; ``rest`` are those that a press opens."""

    title: str
    options: Sequence[Option]
    rest: Sequence[Option] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """Where one is in a long list."""

    first: int
    last: int
    total: int
    previous_url: str
    next_url: str
    noun: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """One column: its words, by what it sorts (empty: it does not), and from which end first."""

    name: str
    label: str
    sort: str = ""
    numeric: bool = False
    first: str = "ascending"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row: what the list says of her, her page and tags, her profile where it is an address of the web."""

    row: ListRow
    url: str
    tags: Sequence[str]
    profile: str
    because: Sequence[str]
    followers: NumberParts
    count: str
    word: str
    time: str
    away: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One saved view."""

    view: SavedView
    url: str
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListShown:
    """The list of creators as one page shows it."""

    asked: Asked
    search: Search
    words: str
    order_words: str
    empty: bool
    doors: Sequence[Door]
    lines: Sequence[Line]
    heads: Sequence[Head]
    columns: Sequence[str]
    facets: Sequence[Facet]
    pager: Pager | None
    relaxations: Sequence[Link]
    clear_url: str
    views: Sequence[View]
    chooser: Sequence[Link]
    tags: Sequence[str]
    blocked: int
    picture: Chart | None
    picture_url: str
    picture_csv: str
    density_url: str
    export_url: str
    hidden_columns: Sequence[tuple[str, str]]
    query: str
    may_tag: bool
    may_export: bool


def heads() -> dict[str, Head]:
    """Return every column beside the name, in their order."""
    found = (
        Head(name="followers", label=gettext("Followers"), sort="followers", numeric=True, first="descending"),
        Head(name="er", label=gettext("Engagement"), sort="er", numeric=True, first="descending"),
        Head(name="verdict", label=gettext("Verdict"), sort="verdict"),
        Head(name="niche", label=gettext("Niche"), sort="niche"),
        Head(name="record", label=gettext("Own record")),
        Head(name="quickest", label=gettext("Unknown, quickest")),
        Head(name="country", label=gettext("Country"), sort="country"),
        Head(name="seen", label=gettext("Last seen"), sort="last_seen", first="descending"),
        Head(name="platform", label=gettext("Platform"), sort="platform"),
        Head(name="tier", label=gettext("Tier")),
        Head(name="city", label=gettext("Town")),
        Head(name="languages", label=gettext("Languages")),
        Head(name="tags", label=gettext("Tags")),
    )
    return {head.name: head for head in found}


def list_shown(
    found: ListPage,
    search: Search,
    desk: Desk,
    *,
    tags: Mapping[str, Sequence[str]],
    views: Sequence[SavedView],
    picture: Chart | None,
) -> ListShown:
    """Return the page of the list; ``search`` is what it says of its search, ``tags`` are creators by tag."""
    asked, slug = search.asked, desk.brand.slug if desk.brand else ""
    known = heads()
    columns = asked.columns or COLUMNS
    query = asked.text_query()
    exported = reverse("creators-export", args=[slug])
    return ListShown(
        asked=asked,
        search=search,
        words=count_words(found),
        order_words=order_words(asked, known),
        empty=not found.everybody,
        doors=doors(desk) if not found.everybody else (),
        lines=lines(found.rows, slug, tags, notes_too=desk.may("edit")),
        heads=[known[name] for name in columns],
        columns=columns,
        facets=facets(found, asked, tags),
        pager=pager(found, asked),
        relaxations=[
            Link(text=one.label, url=asked.without(one.name).href(), count=one.count) for one in found.relaxations
        ],
        clear_url=asked.bare().href() if asked.narrowed else "",
        views=saved(views, desk),
        chooser=[Link(text=head.label, url=head.name, current=head.name in columns) for head in known.values()],
        tags=sorted(tags, key=str.casefold),
        blocked=sum(row.blocked for row in found.rows),
        picture=picture,
        picture_url=replace(asked, picture=not asked.picture).href(),
        picture_csv=f"{reverse('creators-picture', args=[slug])}?{query}" if desk.may("export") else "",
        density_url=replace(asked, dense=not asked.dense).href(),
        export_url=f"{exported}?{query}" if query else exported,
        hidden_columns=[pair for pair in asked.pairs() if pair[0] != "col"],
        query=query,
        may_tag=desk.may("edit"),
        may_export=desk.may("export"),
    )


def count_words(found: ListPage) -> str:
    """Return how many of how many show."""
    whole = ngettext("{n} creator", "{n} creators", found.everybody).format(n=f"{found.everybody:,}")
    if found.total == found.everybody:
        return whole
    return gettext("{n} of {whole}").format(n=f"{found.total:,}", whole=whole)


def order_words(asked: Asked, known: Mapping[str, Head]) -> str:
    """Return in words how the list is sorted."""
    name = asked.order.removeprefix("-")
    named = {head.sort: head.label for head in known.values() if head.sort}
    named |= {"name": gettext("Name"), "handle": gettext("Handle"), "distance": gettext("Distance")}
    if name == "fit":
        return gettext("best match first")
    ends = gettext("from large to small") if asked.order.startswith("-") else gettext("from small to large")
    text = gettext("by {column}, {ends}; what is not known comes last")
    return text.format(column=named.get(name, name).lower(), ends=ends)


def lines(rows: Sequence[ListRow], slug: str, tags: Mapping[str, Sequence[str]], *, notes_too: bool) -> list[Line]:
    """Return the rows with their addresses and tags; a match in a sheet's notes is quoted to who may read notes."""
    here = {row.creator_id for row in rows}
    worn: dict[str, list[str]] = {}
    for word, creators in tags.items():
        for creator in here.intersection(creators):
            worn.setdefault(creator, []).append(word)
    return [
        Line(
            row=row,
            url=reverse("creator", args=[slug, row.creator_id]),
            tags=sorted(worn.get(row.creator_id, ()), key=str.casefold),
            profile=row.url if row.url.startswith(("https://", "http://")) else "",
            because=[quote for quote in row.because if notes_too or not quote.startswith("notes:")],
            followers=(parts := number_parts(row.followers)),
            count=parts.main.partition(" ")[0],
            word=parts.main.partition(" ")[2] or parts.note,
            time=seconds_text(row.quickest_seconds) if row.quickest else "",
            away="" if row.distance_km is None else gettext("{n} km away").format(n=f"{row.distance_km:,.0f}"),
        )
        for row in rows
    ]


def facets(found: ListPage, asked: Asked, tags: Mapping[str, Sequence[str]]) -> list[Facet]:
    """Return the facets with the address of each value; tags count over the whole list."""
    titled = titles()
    shown = []
    for name in FACETS:
        options = [
            Option(
                label=gettext("unknown") if value.value == UNKNOWN else isolated(value.label),
                count=value.count, url=asked.toggled(name, value.value).href(), current=value.chosen,
            )
            for value in found.facets.get(name, ())
        ]  # fmt: skip
        more = found.more.get(name, 0)
        title = titled[name] + (gettext(" · {n} more, by search").format(n=more) if more else "")
        # one value that all have leaves nothing to choose
        if len(options) > 1 or any(one.current or one.count != found.total for one in options):
            shown.append(_facet(title, options))
    worn = sorted(tags.items(), key=lambda item: (item[0] not in asked.tags, -len(item[1]), item[0].casefold()))
    options = [
        Option(
            label=isolated(word), count=len(creators), url=asked.tag_toggled(word).href(), current=word in asked.tags
        )
        for word, creators in worn[:MOST_TAGS]
    ]
    if options:
        shown.append(_facet(gettext("Tag, in the whole list"), options))
    return shown


def _facet(title: str, options: Sequence[Option]) -> Facet:
    """Return a facet with its first values in sight, the chosen and unknown among them, the others behind a word."""
    if len(options) <= FACET_VALUES + 2:
        return Facet(title=title, options=options)
    unknown = gettext("unknown")
    seen = [one for at, one in enumerate(options) if at < FACET_VALUES or one.current or one.label == unknown]
    return Facet(title=title, options=seen, rest=[one for one in options if one not in seen])


def pager(found: ListPage, asked: Asked) -> Pager | None:
    """Return where one is, ``None`` where nothing shows."""
    if not found.rows:
        return None
    first = found.query.offset + 1
    last = found.query.offset + len(found.rows)
    return Pager(
        first=first,
        last=last,
        total=found.total,
        previous_url=replace(asked, page=asked.page - 1).href() if asked.page > 1 else "",
        next_url=replace(asked, page=asked.page + 1).href() if last < found.total else "",
        noun=ngettext("creator", "creators", found.total),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A few creators side by side, in the order in which they were picked; ``like_url`` leads to who is like them."""

    lines: Sequence[Line]
    prices: Sequence[PriceZone | None]
    like_url: str


def compared(
    rows: Sequence[ListRow], desk: Desk, tags: Mapping[str, Sequence[str]], prices: Mapping[str, PriceZone]
) -> Compared:
    """Return the page of a few creators side by side; ``prices`` go by account id."""
    slug = desk.brand.slug if desk.brand else ""
    query = urlencode([("like", row.creator_id) for row in rows])
    return Compared(
        lines=lines(rows, slug, tags, notes_too=desk.may("edit")),
        prices=[prices.get(row.account_id) for row in rows],
        like_url=f"{reverse('creators', args=[slug])}?{query}",
    )


def last_page(total: int) -> int:
    """Return the number of the last page that shows somebody."""
    return max(1, -(-total // PAGE_ROWS))


def saved(views: Sequence[SavedView], desk: Desk) -> list[View]:
    """Return the saved views with their addresses."""
    me = desk.actor.id if desk.actor else ""
    may_drop = desk.may("adopt")
    return [View(view=view, url=f"?{view.query}", mine=view.by_id == me or may_drop) for view in views]


def doors(desk: Desk) -> list[Door]:
    """Return the ways to begin that this installation has and this role may take."""
    slug = desk.brand.slug if desk.brand else ""
    ways = (
        ("import", gettext("Bring in a sheet"), gettext("CSV or Excel, as it is; nothing is stored before you look.")),
        ("paste", gettext("Paste profiles"), gettext("Up to 500 links, handles or copied profiles.")),
        ("applications", gettext("Open an application form"), gettext("Creators come to you, with proof.")),
        ("already", gettext("Who is already with you"), gettext("Your own followers and customers.")),
    )
    found = [(label, text, reverse(name, args=[slug])) for name, label, text in ways if desk.may("import")]
    return [
        Door(label=label, text=text, url=url, primary=at == 0) for at, (label, text, url) in enumerate(found) if url
    ]


__all__ = ["MORE_COLUMNS", "Facet", "ListShown", "compared", "last_page", "list_shown"]
