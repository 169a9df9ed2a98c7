"""What the pages around a brief are promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from shoal.app import Places, amount_in_words, brief_title, countries_text, goal_text
from shoal.domain.brief import Brief, Circle, Wish
from shoal.domain.values import Money
from shoal.web.desk import Request
from shoal.web.forms.briefs import EMPTY, KIND_WORDS, BriefForm, Typed

MARK = "PLACE-OF-AN-ID"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One of the pages of a brief."""

    label: str
    url: str
    current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """Fields of the form that few need: ``said`` is what holds, in words; open wherever something stands in them."""

    key: str
    title: str
    said: str
    lines: list[list[Any]]
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Crumb:
    """One step of the way to a page."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefRow:
    """One line of the list of briefs: its newest version and what came of it."""

    brief: Brief
    title: str
    versions: int
    shortlists: int
    plans: int
    adopted: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """One version of a document: its number, when and by whom."""

    number: int
    at: datetime
    by: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One field that two people left in different states."""

    name: str
    label: str
    mine: str
    theirs: str
    picked: str


def slug_of(request: Request) -> str:
    """Return the brand's part of the address."""
    return request.desk.brand.slug if request.desk.brand else ""


def tabs(request: Request, name: str, current: str) -> list[Tab]:
    """Return the pages of one brief."""
    brand, stored = slug_of(request), request.desk.shoal.stored
    labels = {
        "brief": gettext("Brief"), "shortlist": gettext("Shortlist"), "plan": gettext("Planner"),
        "report": gettext("Report"),
    }  # fmt: skip
    counted = {"brief": "briefs", "shortlist": "shortlists", "plan": "plans"}
    return [
        Tab(
            label=label, url=reverse(view, args=[brand, name]), current=view == current,
            count=len(stored.versions(counted[view], name)) or None if view in counted else None,
        )
        for view, label in labels.items()
    ]  # fmt: skip


def crumbs(request: Request, brief: Brief | None, here: str = "") -> list[Crumb]:
    """Return the way from the list of briefs to a page."""
    brand = slug_of(request)
    way = [Crumb(label=gettext("Briefs"), url=reverse("briefs", args=[brand]))]
    if brief is not None:
        way.append(Crumb(label=brief_title(brief), url=reverse("brief", args=[brand, brief.name]) if here else ""))
    return [*way, Crumb(label=here)] if here else way


def places(request: Request, picture_view: str, name: str, **query: Any) -> Places:  # noqa: ANN401  parts of an address
    """Return where references of a part of a report lead."""
    brand = slug_of(request)
    tail = "?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else ""
    return Places(
        parts={
            "shortlist": reverse("shortlist", args=[brand, name]),
            "plan": reverse("plan", args=[brand, name]),
            "evidence": reverse("plan", args=[brand, name]),
        },
        creator=reverse("creator", args=[brand, MARK]).replace(MARK, "{creator}"),
        csv=reverse(picture_view, args=[brand, name, MARK]).replace(MARK, "{chart}") + tail,
    )


def version_rows(request: Request, shelf: str, view: str, name: str, shown: int) -> list[VersionRow]:
    """Return the versions of a document, newest first, with who made each."""
    desk = request.desk
    people = {member.id: member.name for member in desk.shoal.team.members()} if desk.may("team") else {}
    url = reverse(view, args=[slug_of(request), name])
    return [
        VersionRow(
            number=number, at=at, by=people.get(by, gettext("this computer") if by == "local" else ""),
            url=f"{url}?version={number}", current=number == shown,
        )
        for number, at, by in desk.shoal.stored.versions(shelf, name)
    ]  # fmt: skip


def facts_of(brief: Brief) -> list[tuple[str, str]]:
    """Return a brief as term and text; what was not said is said to be so."""
    window = brief.window
    days = [f"{day:%Y-%m-%d}" if day else gettext("open") for day in (window.start, window.end)]
    dated = gettext("{start} to {end}").format(start=days[0], end=days[1]) if window.start or window.end else ""
    return [
        (gettext("Goal"), goal_text(brief.goal)),
        (gettext("Product and message"), brief.text or gettext("nothing written yet")),
        (gettext("Countries"), countries_text(brief.markets) if brief.markets else gettext("anywhere")),
        (gettext("Dates"), dated or gettext("open")),
        (gettext("Formats of one deal"), ", ".join(brief.formats)),
        (gettext("Not wanted"), ", ".join(brief.exclusions) or gettext("nothing excluded")),
        (
            gettext("Where a fact is not known"),
            gettext("listed apart") if brief.unknowns == "open" else gettext("left out"),
        ),
        (gettext("Creators in a plan"), _limits(brief.least_creators, brief.most_creators)),
        (gettext("Length of the shortlist"), f"{brief.shortlist_size:,}"),
        (gettext("Scheme of sizes"), brief.tier_scheme),
    ]


def _limits(least: int | None, most: int | None) -> str:
    if least is None and most is None:
        return gettext("as many as the budget pays for")
    said = [gettext("at least {n}").format(n=least)] if least is not None else []
    said += [gettext("at most {n}").format(n=most)] if most is not None else []
    return ", ".join(said)


def wish_text(wish: Wish, currency: str) -> str:
    """Return a wish in words, as the form offers it."""
    if isinstance(wish.value, Circle):
        return gettext("lives within {km:g} km of {place}").format(km=wish.value.radius_km, place=wish.value.name)
    said = str(KIND_WORDS[f"{wish.field} {wish.test}"])
    if isinstance(wish.value, tuple):
        return f"{said} {gettext(' or ').join(wish.value)}"
    if wish.field == "price":
        return f"{said} {amount_in_figures(Money(minor=round(wish.value), currency=currency))}"
    return f"{said}: {wish.value:,.0f}"


def amount_in_figures(money: Money) -> str:
    """Return an amount as the other doors write it."""
    from shoal.app import money_text  # noqa: PLC0415  one name that is used here alone

    return money_text(money)


def read_back(money: Money) -> str:
    """Return an amount in figures and in words."""
    return f"{amount_in_figures(money)} = {amount_in_words(money)}"


def folds_of(form: BriefForm, typed: Typed) -> list[Fold]:
    """Return the fields that most briefs leave as they are, in groups that say what holds while they are empty."""
    kept = EMPTY.fields
    folded = (
        ("around", gettext("Around a town"), gettext("anywhere"), (("place", "radius_km"),)),
        ("size", gettext("Size and price"), gettext("any number of followers, any price"),
         (("tiers",), ("followers_at_least", "followers_at_most", "price_at_most"), ("tier_scheme",))),
        ("values", gettext("Values, audience, competitors"), gettext("nothing asked"),
         (("values",), ("audience", "competitors"))),
        ("choice", gettext("How the choice is made"),
         gettext("who knows the brand first; as many as the budget pays for; the unknown stand apart"),
         (("own_ground",), ("unknowns",), ("mix_tier", "mix_country", "mix_niche"),
          ("least_creators", "most_creators", "shortlist_size"))),
    )  # fmt: skip
    found = []
    for key, title, default, lines in folded:
        names = [name for line in lines for name in line]
        asked = [name for name in names if _said(typed.fields.get(name)) not in ("", _said(kept.get(name)))]
        said = ", ".join(str(form.fields[name].label) for name in asked) or default
        wrong = any(form.errors.get(name) for name in names)
        bound = [[form[name] for name in line] for line in lines]
        found.append(Fold(key=key, title=title, said=said, lines=bound, open=bool(asked) or wrong))
    return found


def conflicts(mine: Typed, theirs: Typed, base: Typed) -> list[Conflict]:
    """Return the fields in which two versions differ; what only one of both changed is picked already."""
    found = []
    for name, field in BriefForm.base_fields.items():
        ours, other, before = (_said(typed.fields.get(name)) for typed in (mine, theirs, base))
        if ours != other:
            found.append(_conflict(name, str(field.label), (ours, other, before)))
    ours, other, before = ("\n".join(f"{row.kind} {row.value} ({row.strength})" for row in typed.rows) for typed in
                           (mine, theirs, base))  # fmt: skip
    if ours != other:
        found.append(_conflict("rows", gettext("Further wishes"), (ours, other, before)))
    return found


def _conflict(name: str, label: str, said: tuple[str, str, str]) -> Conflict:
    mine, theirs, base = said
    picked = "theirs" if mine == base else "mine" if theirs == base else ""
    empty = gettext("(empty)")
    return Conflict(name=name, label=label, mine=mine or empty, theirs=theirs or empty, picked=picked)


def _said(value: Any) -> str:  # noqa: ANN401  one text or a list
    return ", ".join(value) if isinstance(value, list | tuple) else str(value or "").strip()


def hidden_of(typed: Typed) -> list[tuple[str, str]]:
    """Return everything typed as hidden inputs, so that no word is lost on the way through another page."""
    pairs: list[tuple[str, str]] = []
    for name, value in typed.fields.items():
        pairs += [(name, text) for text in value] if isinstance(value, list | tuple) else [(name, str(value))]
    for at, row in enumerate(typed.rows):
        pairs += [(f"wish-{at}-{part}", getattr(row, part)) for part in ("kind", "value", "strength")]
    return [*pairs, ("rows", str(len(typed.rows)))]


def templates() -> Sequence[tuple[str, str, str, Typed]]:
    """Return three briefs to start from: key, name, what it is for, and what it fills in."""
    start = {"formats": ["post"], "tier_scheme": "shoal", "unknowns": "open"}
    return (
        (
            "shop", gettext("Sell a product online"),
            gettext("Orders in the shop, small creators of your country, values that count in favour."),
            Typed(fields={**start, "name": gettext("first orders"), "goal": "orders", "tiers": ["nano", "micro"],
                          "values": gettext("organic, regional")}),
        ),
        (
            "place", gettext("Bring people to a place"),
            gettext("Visits to a shop, café or event: creators who live around it."),
            Typed(fields={**start, "name": gettext("opening"), "goal": "visits", "tiers": ["nano", "micro"],
                          "formats": ["post", "story"], "radius_km": "15"}),
        ),
        (
            "launch", gettext("Make something known"),
            gettext("People reached, each counted once; somewhat larger creators and short videos."),
            Typed(fields={**start, "name": gettext("launch"), "goal": "reach", "tiers": ["micro", "mid"],
                          "formats": ["reel"]}),
        ),
    )  # fmt: skip
