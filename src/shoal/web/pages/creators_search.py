"""What the list says of its search: how a sentence was understood, each wish as something to drop, and what else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext

from shoal.domain.listing import FACETS, ListPage
from shoal.domain.people import Job
from shoal.web.pages.creators_asked import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A text and where it leads; ``count`` where the text has one."""

    text: str
    url: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A field of a figure, a place or a day, as it was filled."""

    name: str
    label: str
    value: str
    kind: str = "text"
    mode: str = "decimal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A sentence that was taken apart, with an address that looks for its words instead; or one that was refused."""

    sentence: str
    as_words: str = ""
    doubts: Sequence[str] = ()
    refused: str = ""
    next_step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What there is to say about a search.

    ``box`` is what stands in its field, ``chips`` the wishes that are on, ``unknown`` who would fit if more were known,
    ``orders`` the orders that only a search has, ``typed`` groups of fields.
    """

    asked: Asked
    box: str
    said: Said | None
    chips: Sequence[Link]
    notes: Sequence[str]
    unknown: Sequence[Link]
    orders: Sequence[Link]
    typed: Sequence[tuple[str, Sequence[Typed]]]
    filled: bool
    hidden: Sequence[tuple[str, str]]
    hidden_typed: Sequence[tuple[str, str]]

    @property
    def told(self) -> bool:
        """Say whether there is anything to say under the box."""
        return bool(self.chips or self.notes or self.unknown or (self.said and not self.said.refused))


def search_shown(
    found: ListPage, asked: Asked, *, said: Said | None, like: Sequence[str], notes: Sequence[str], currency: str
) -> Search:
    """Return what a page shows of its search; ``like`` are names of those whose like is looked for."""
    kept = asked.pairs(page=False)
    typed = fields(asked, currency)
    return Search(
        asked=asked,
        box=said.sentence if said and said.refused else asked.text,
        said=said,
        chips=chips(found, asked, like),
        notes=(*notes, *ways(found), *found.notes),
        unknown=[
            Link(text=_fact(name), url=asked.opened(name).href(), count=count) for name, count in found.unknown.items()
        ],
        orders=orders(asked),
        typed=typed,
        filled=bool(asked.typed),
        hidden=[pair for pair in kept if pair[0] not in ("q", "said", "like", "sort")],
        hidden_typed=[pair for pair in kept if pair[0] not in {one.name for _, group in typed for one in group}],
    )


def ways(found: ListPage) -> list[str]:
    """Return in words how the creators of a search were found."""
    if not found.by_words + found.by_meaning:
        return []
    told = [gettext("{n} by words").format(n=f"{found.by_words:,}")] if found.by_words else []
    told += [gettext("{n} by meaning").format(n=f"{found.by_meaning:,}")] if found.by_meaning else []
    return [gettext("Found: {ways}.").format(ways=", ".join(told))]


def index_note(found: ListPage, job: Job | None) -> list[str]:
    """Return what to say while the index does not hold everybody, or is not there."""
    if job is not None and job.state in ("failed", "cancelled"):
        return [gettext("Words were looked for as they are written: the search index could not be built.")]
    if found.index == "absent" and found.query.like:
        return [gettext("Look-alikes need the search index, which is being built now. Come back in a moment.")]
    if found.index == "absent":
        return [
            gettext(
                "Words were looked for as they are written. The search index is being built now; with it, meaning and "
                "misspelt words count too."
            )
        ]
    if found.index == "behind":
        return [gettext("The search index is being brought up to date: who is new is found by words alone.")]
    return []


def titles() -> dict[str, str]:
    """Return the facets by their names."""
    return {
        "verdict": gettext("Verdict"), "kind": gettext("Verdict because"), "platform": gettext("Platform"),
        "tier": gettext("Tier"), "country": gettext("Country"), "language": gettext("Language"),
        "niche": gettext("Niche"),
    }  # fmt: skip


def isolated(text: str) -> str:
    """Return a text from a file between isolating marks: it may run from right to left beside its count."""
    return text if text.isascii() else f"\u2068{text}\u2069"


def chips(found: ListPage, asked: Asked, like: Sequence[str]) -> list[Link]:
    """Return the filters that are on, each as the address without it."""
    on = [Link(text=f"“{isolated(asked.text)}”", url=asked.without("text").href())] if asked.text else []
    if like:
        told = gettext("like {names}").format(names=", ".join(map(isolated, like)))
        on.append(Link(text=told, url=asked.without("like").href()))
    on += [Link(text=isolated(text), url=asked.without(name).href()) for name, text in found.wishes.items()]
    on += [
        Link(text=gettext("or {fact} not known").format(fact=_fact(name)), url=asked.opened(name).href())
        for name in asked.open
        if name in found.wishes
    ]
    for name in FACETS:
        labels = {value.value: value.label for value in found.facets.get(name, ())}
        on += [
            Link(
                text=f"{titles()[name]}: {isolated(labels.get(value, value))}",
                url=asked.toggled(name, value).href(),
            )
            for value in asked.facets.get(name, ())
        ]
    tag = gettext("Tag")
    return on + [Link(text=f"{tag}: {isolated(word)}", url=asked.tag_toggled(word).href()) for word in asked.tags]


def orders(asked: Asked) -> list[Link]:
    """Return the orders that no column stands for."""
    names = [("fit", gettext("best match"))] if asked.text or asked.like else []
    names += [("distance", gettext("nearest"))] if "near" in asked.typed else []
    if [name for name, _ in names] == [asked.order]:
        return []
    return [
        Link(text=label, url=replace(asked, sort=name, page=1).href(), current=asked.order == name)
        for name, label in names
    ]


def fields(asked: Asked, currency: str) -> list[tuple[str, list[Typed]]]:
    """Return the fields of figures, place and last post, in groups."""
    ends = [("min", gettext("from")), ("max", gettext("to"))]
    figures = [
        ("followers", gettext("Followers")), ("er", gettext("Engagement in %")),
        ("price", gettext("Price of a deal in {currency}").format(currency=currency)),
    ]  # fmt: skip
    groups = [
        (title, [_typed(asked, f"{end}_{name}", label) for end, label in ends])
        for name, title in figures
    ]  # fmt: skip
    near = [
        replace(_typed(asked, "near", gettext("town")), mode="text"), _typed(asked, "km", gettext("within km")),
    ]  # fmt: skip
    since = [replace(_typed(asked, "since", gettext("since")), kind="date", mode="")]
    return [*groups, (gettext("Lives near"), near), (gettext("Last post"), since)]


def _typed(asked: Asked, name: str, label: str) -> Typed:
    return Typed(name=name, label=label, value=asked.typed.get(name, ""))


def _fact(name: str) -> str:
    return {
        "followers": gettext("followers"), "er": gettext("engagement"), "price": gettext("price"),
        "circle": gettext("place"), "last_post": gettext("last post"),
    }[name]  # fmt: skip
