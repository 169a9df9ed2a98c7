"""How figures, money, moments and verdicts are written on a page; the words themselves come from the hallway.

Figures stand in ``bdi``: in a page from right to left ``(2.6 to 4.4, 90 %)`` would otherwise be read backwards.

Everything returned is escaped markup. Missing is a word with its reason, never an empty cell, a dash or a nought.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.template import Context, Library
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from shoal.app import (
    NumberParts,
    day_text,
    moment_text,
    money_text,
    number_parts,
    price_parts,
    reason_text,
    share_text,
    walk_away_text,
)
from shoal.domain.finding import Verdict
from shoal.domain.shortlist import PriceZone
from shoal.domain.tiers import UNKNOWN_TIER, tier_of
from shoal.domain.values import Estimate, Money, Value

register = Library()

SORT_WORDS = {"ascending": "▲", "descending": "▼", "": "↕"}


@register.simple_tag
def unknown(reason: str = "", state: str = "unknown") -> SafeString:
    """Return the word *unknown* (or another state) with its reason."""
    return _parts(
        NumberParts(main=gettext(state.replace("_", " ")), note=reason_text(reason), state=state, known=False)
    )


@register.filter
def value(figure: Value | Estimate | None, unit: str = "count") -> SafeString:
    """Return a figure with range, level and n; ``unit`` counts for a bare estimate only."""
    if figure is None:
        return unknown()
    if isinstance(figure, Estimate):
        figure = Value(name="", state="estimated", unit=unit, estimate=figure)
    return _parts(number_parts(figure))


@register.filter
def price(zone: PriceZone | None) -> SafeString:
    """Return the fair price with its range, what it rests on, and the price to walk away from."""
    if zone is None:
        return unknown()
    limit = walk_away_text(zone)
    return format_html(
        "{}{}", _parts(price_parts(zone)), format_html(' <span class="sub">{}</span>', limit) if limit else ""
    )


@register.filter
def money(amount: Money | float | None, currency: str = "") -> SafeString:
    """Return an amount with the sign of its currency; a bare number is in minor units of ``currency``."""
    if amount is None:
        return unknown()
    whole = amount if isinstance(amount, Money) else Money(minor=round(amount), currency=currency)
    return format_html('<bdi class="amount">{}</bdi>', money_text(whole))


@register.filter
def count(number: int | None) -> SafeString:
    """Return a counted number with thousands in groups."""
    return unknown() if number is None else format_html("{}", f"{number:,}")


@register.filter
def breakable(text: str) -> SafeString:
    """Return text in which a long file name breaks after an underscore, and inside no word."""
    return format_html_join(SafeString("_<wbr>"), "{}", ((part,) for part in text.split("_")))


@register.filter
def share(fraction: float | None) -> SafeString:
    """Return a fraction as a percentage; a part is never rounded to none or to all."""
    return unknown() if fraction is None else format_html("{}", share_text(fraction))


@register.filter(name="moment")
def moment_in(at: datetime | None, zone: str = "UTC") -> SafeString:
    """Return a moment in a time zone that is named; how far it is from UTC stands in the title."""
    if at is None:
        return unknown(gettext("no time was recorded"))
    exact = at.astimezone(UTC).isoformat(timespec="seconds")
    said, _, offset = moment_text(at, zone).partition(" (")
    return format_html('<time datetime="{}" title="{}"><bdi>{}</bdi></time>', exact, offset.rstrip(")"), said)


@register.simple_tag(takes_context=True)
def moment(context: Context, at: datetime | None) -> SafeString:
    """Return a moment in the zone of the brand of the page."""
    return moment_in(at, getattr(context.get("brand"), "timezone", "UTC"))


@register.simple_tag(takes_context=True)
def clock(context: Context, at: datetime) -> SafeString:
    """Return the time of day in the zone of the brand of the page, where the day and the zone stand beside it."""
    here = at.astimezone(ZoneInfo(getattr(context.get("brand"), "timezone", "UTC")))
    exact = at.astimezone(UTC).isoformat(timespec="seconds")
    return format_html('<time datetime="{}">{}</time>', exact, f"{here:%H:%M}")


@register.filter
def day(at: date | None) -> SafeString:
    """Return a day that reads the same everywhere."""
    if at is None:
        return unknown(gettext("no day was given"))
    return format_html('<time datetime="{}"><bdi>{}</bdi></time>', f"{at:%Y-%m-%d}", day_text(at))


@register.filter
def verdict(judged: Verdict | str | None) -> SafeString:
    """Return the chip of a verdict: shape and word, never colour alone; what refines it stands behind."""
    state = judged.state if isinstance(judged, Verdict) else judged or "unknown"
    kind = judged.kind if isinstance(judged, Verdict) else ""
    said = format_html(' <span class="sub">{}</span>', kind) if kind and kind != state else ""
    drawn = format_html(
        '<svg width="16" height="16" aria-hidden="true" focusable="false"><use href="#v-{}"/></svg>', state
    )
    return format_html('<span class="verdict {}">{}{}</span>{}', state, drawn, gettext(state), said)


@register.filter
def tier(followers: float | None, scheme: str = "shoal") -> SafeString:
    """Return the tier of a follower count; the scheme stands in the title, because tiers differ by scheme."""
    name = tier_of(followers, scheme)
    if name == UNKNOWN_TIER:
        return unknown("no_followers")
    title = gettext("tier by scheme %(scheme)s") % {"scheme": scheme}
    return format_html('<span class="tier" title="{}">{}</span>', title, name)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return a picture of the sprite, hidden from those who listen: the word beside it says it."""
    return format_html(
        '<svg class="icon" width="16" height="16" aria-hidden="true" focusable="false"><use href="#i-{}"/></svg>', name
    )


@register.simple_tag(takes_context=True)
def sort_head(context: Context, label: str, key: str, *, numeric: bool = False, first: str = "ascending") -> SafeString:
    """Return the head of a column that sorts by a link: ``?sort=key`` or ``?sort=-key``, the page number dropped.

    ``first`` is the direction of the first click; the state is announced by ``aria-sort``.
    """
    query = _query(context)
    state = {key: "ascending", f"-{key}": "descending"}.get(query.get("sort", ""), "")
    turned = {"ascending": "descending", "descending": "ascending"}.get(state, first)
    query["sort"] = key if turned == "ascending" else f"-{key}"
    query.pop("page", None)
    return format_html(
        '<th scope="col"{}{}><a href="?{}" class="sort">{}<span class="arrow" aria-hidden="true">{}</span></a></th>',
        format_html(' class="{}"', "number") if numeric else "",
        format_html(' aria-sort="{}"', state) if state else "",
        query.urlencode(),
        label,
        SORT_WORDS[state],
    )


def _query(context: Context) -> QueryDict:
    """Return a copy of what the address asks for; a page without a request has asked for nothing."""
    request: Any = context.get("request")
    return request.GET.copy() if request is not None else QueryDict("", mutable=True)


def _parts(figure: NumberParts) -> SafeString:
    """Return a figure as markup: the number, its range and n; a missing one is a word, a colon and the reason."""
    if not figure.known:
        inner = format_html(
            '<span class="main">{}<span class="colon">:</span></span> <span class="note">{}</span>',
            figure.main,
            figure.note,
        )
        return format_html('<span class="figure {}">{}</span>', figure.state, inner)
    span = format_html(' <span class="span"><bdi>({})</bdi></span>', figure.span) if figure.span else ""
    short = " short" if figure.note.startswith("n ") and " · " not in figure.note else ""
    note = (
        format_html(' <span class="note{}"><span class="sep">· </span>{}</span>', short, figure.note)
        if figure.note
        else ""
    )
    main = format_html('<span class="main"><bdi>{}</bdi></span>', figure.main)
    return format_html('<span class="figure {}">{}{}{}</span>', figure.state, main, span, note)
