"""One creator on the page: can I trust this? Verdict, what it rests on, other readings, the gaps, and every source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from shoal.domain.creator import SheetDeal
from shoal.domain.trade import OwnRecord
from shoal.domain.values import Provenance, Value
from shoal.report.charts import Part, stacked_bar
from shoal.report.claims import figure, figure_of
from shoal.report.creator_claims import unknown_section, verdict_section
from shoal.report.creator_facts import CreatorView, Explained, five_rates, rate_label
from shoal.report.creator_nouns import FurtherRate
from shoal.report.creator_texts import (
    audience_section,
    captions_section,
    opened_chart,
    talk_chart,
    talk_section,
)
from shoal.report.frame import Chart
from shoal.report.markup import Column, Html, Table, joined, safe, table
from shoal.report.method_part import POLICIES
from shoal.report.parts import NOWHERE, with_addresses
from shoal.report.people import NameBook, name_book
from shoal.report.places import Places
from shoal.report.plain import capitalised, country_text, value_name_text
from shoal.report.rates import rate_forest
from shoal.report.render import rendered
from shoal.report.times import follower_line, post_strip
from shoal.report.words import (
    counted_noun,
    day_text,
    definition_of,
    exact,
    money_text,
    number_parts,
    number_text,
    price_parts,
    walk_away_text,
    words_of,
)

FILLS = ("fill-1", "fill-2", "fill-3", "fill-4", "fill-5", "fill-6")


def render_creator(view: CreatorView, places: Places = NOWHERE) -> Html:
    """Return what a creator's page shows under its heading, as sections with headings of the second level.

    Names follow ``view.names_shown``; ids begin with ``creator-``. Pages need :func:`sprite` once.
    """
    return Html("".join(creator_halves(view, places)))


def creator_halves(view: CreatorView, places: Places = NOWHERE) -> tuple[Html, Html]:
    """Return the same page in two: verdict with what is unknown, and all that it can be read more closely by."""
    names = name_book((view.creator,), names_shown=view.names_shown, batches=view.batches, places=places)
    charts = with_addresses({chart.id: chart for chart in creator_charts(view).values()}, places)
    context = {**_section(view, names), "charts": charts, "explained": _explained(view, names, places)}
    return rendered("creator_first.html", context), rendered("creator_more.html", context)


def creator_charts(view: CreatorView) -> dict[str, Chart]:
    """Return the pictures of a creator's page by their id."""
    made = (_forest(view), post_strip("posts", view.posts), _followers(view),
            talk_chart(view), opened_chart(view))  # fmt: skip
    explained = (_causes(item, at) for at, item in enumerate(view.explained, start=1))
    return {chart.id: chart for chart in (*made, *explained) if chart is not None}


def _followers(view: CreatorView) -> Chart | None:
    """Return the follower count over time; one observation is a sentence and no picture."""
    return follower_line("followers", view.followers, view.breaks) if len(view.followers) > 1 else None


def _seen_once(view: CreatorView) -> str:
    if len(view.followers) != 1:
        return ""
    (point,) = view.followers
    return f"Followers were seen once, on {day_text(point.day)}: how the count moves is unknown until it is seen again."


def _section(view: CreatorView, names: NameBook) -> dict[str, object]:
    return {
        **verdict_section(view, names),
        **unknown_section(view, names),
        "rates": _other_rates(view, names),
        "further": _further(view.further),
        "narrowed": view.narrowed,
        "seen_once": _seen_once(view),
        "standing": view.standing,
        "comments_address": view.fills.get("comments", ""),
        "captions_address": view.fills.get("captions", ""),
        "talk": talk_section(view, names),
        "captions": captions_section(view, names),
        "audience": audience_section(view, names),
        "price": _price(view, names),
        "record": _record(view.record, names),
        "values": _values(view, names),
        "deals": _deals(view.creator.deals, names),
    }


def _forest(view: CreatorView) -> Chart:
    rates = five_rates(view.rates, view.posts)
    known = [rate for rate in rates if rate.known]
    finding = f"{len(known) or 'None'} of {len(rates)} definitions can be worked out"
    if known:
        first = number_parts(known[0])
        finding += f"; {definition_of(known[0].name)} is {first.main}"
    finding += ". Rates of different definitions are not compared with each other."
    rows = [(rate_label(rate.name), rate) for rate in rates]
    return rate_forest("rates", "Engagement rate by definition", finding, rows)


def _further(rates: Sequence[FurtherRate]) -> Table | None:
    """Return the rates beside the five with how each is defined, and why none is held against another."""
    if not rates:
        return None
    rows = [
        (
            capitalised(definition_of(rate.value.name)), number_text(rate.value),
            f"{rate.counts}; {rate.statistic}; {rate.over}",
            f"no: {rate.apart}" if rate.apart else "yes: parts, posts and statistic are the same",
        )
        for rate in rates
    ]  # fmt: skip
    columns = (
        Column("Figure"), Column("Value, range and n", numeric=True), Column("How it is worked out"),
        Column("Comparable with the house rate"),
    )  # fmt: skip
    return table("Further rates of their posts, each by its own definition", columns, rows)


def _other_rates(view: CreatorView, names: NameBook) -> list[tuple[str, Html]]:
    """Return rates outside the five: typed and reported ones, each with its own definition."""
    five = {*(rate.name for rate in five_rates((), ())), *(rate.value.name for rate in view.further)}
    return [(definition_of(rate.name), figure(rate, names)) for rate in view.rates if rate.name not in five]


def _price(view: CreatorView, names: NameBook) -> dict[str, object] | None:
    if view.price is None:
        return None
    return {
        "figure": figure_of(price_parts(view.price), names),
        "walk_away": walk_away_text(view.price),
        "reason": names.rich(view.price.reason) if view.price.known else "",
    }


def _record(record: OwnRecord | None, names: NameBook) -> str:
    if record is None:
        return ""
    codes = ", ".join(names.code(code) for code in record.codes)
    said = f"{counted_noun(record.orders, 'order')} booked by {codes}, {money_text(record.net)} net of refunds"
    if record.first_day and record.last_day:
        said += f", {day_text(record.first_day)} to {day_text(record.last_day)}"
    held = [names.text(text) for text in record.held_back]
    return said + (f". Left out: {'; '.join(held)}" if held else "") + "."


def _values(view: CreatorView, names: NameBook) -> Table:
    """Return each field with its figure, where it is from, when it was seen and until when it may be kept."""
    creator = view.creator
    rows = [
        (value_name_text(value.name), figure(value, names),
         *_origin(value.provenance, names), _kept(value, view.as_of))
        for value in creator.values
    ]  # fmt: skip
    place = creator.place
    texts = (
        ("Country", country_text(place.country) if place.country else "", creator.origin("country")),
        ("Town", place.city or "", creator.origin("city")),
        ("Languages", ", ".join(creator.languages), creator.origin("languages")),
        ("Topics", ", ".join(creator.topics), creator.origin("niche")),
        ("Profile text", (creator.bio or "") if view.names_shown else "", creator.origin("bio")),
    )
    rows += [
        (label, names.rich(text), *_origin(origin, names), _until(origin, view.as_of))
        for label, text, origin in texts
        if text
    ]
    columns = ("Field", "Value", "From", "Seen on", "Kept until")
    return table("What is known, where it is from and until when it is kept", [Column(c) for c in columns], rows)


def _origin(provenance: Provenance | None, names: NameBook) -> tuple[Html, str]:
    if provenance is None:
        return safe("not recorded"), "not recorded"
    kept_as = POLICIES.get(provenance.policy, words_of(provenance.policy))
    ref = names.reference(provenance.ref)
    source = safe("") if provenance.source and provenance.source in ref else names.rich(provenance.source)
    parts = (source, ref, Html(f'<span class="sub">{safe(kept_as)}</span>'))
    where = joined([part for part in parts if part])
    seen = day_text(provenance.observed_at.date()) if provenance.observed_at else "day not recorded"
    return where, seen


def _kept(value: Value, as_of: datetime) -> str:
    said = _until(value.provenance, as_of)
    return f"stale: {value.reason or 'older than its shelf life'}" if value.state == "stale" and not said else said


def _until(provenance: Provenance | None, as_of: datetime) -> str:
    """Return until when a value may be kept; one that has expired keeps its place and says since when."""
    if provenance is None or provenance.expires_at is None:
        return "no expiry"
    day = day_text(provenance.expires_at.date())
    return f"expired since {day}" if provenance.expires_at <= as_of else day


def _deals(deals: tuple[SheetDeal, ...], names: NameBook) -> Table | None:
    if not deals:
        return None
    columns = (Column("Sheet row"), Column("Codes"), *(Column(text, numeric=True) for text in
               ("Fee", "Uses", "Clicks", "Revenue")))  # fmt: skip
    rows = [
        (
            f"{deal.row}",
            ", ".join(names.code(code) for code in deal.codes) or "no code",
            _fee(deal),
            _typed(deal.uses),
            _typed(deal.clicks),
            money_text(deal.revenue) if deal.revenue else "nothing typed",
        )
        for deal in deals
    ]
    return table("Deals as typed in the sheet", columns, rows)


def _fee(deal: SheetDeal) -> str:
    if deal.gift:
        return "gift, no fee"
    if deal.fee is not None:
        return money_text(deal.fee)
    loose = deal.fee_minor_without_currency
    return "unknown: nothing readable typed" if loose is None else f"{exact(loose / 100)}, currency unknown"


def _typed(number: int | None) -> str:
    return "nothing typed" if number is None else f"{number:,}"


def _explained(view: CreatorView, names: NameBook, places: Places) -> list[dict[str, object]]:
    shown = []
    for at, item in enumerate(view.explained, start=1):
        chart = with_addresses({"chart": _causes(item, at)}, places)["chart"]
        shown.append({"claim": names.rich(item.claim), "settle": names.rich(item.settle), "chart": chart})
    return shown


def _causes(item: Explained, at: int) -> Chart:
    """Return what could explain one thing, the likeliest first, as parts of a whole."""
    ordered = sorted(item.causes, key=lambda cause: -cause[1])
    parts = [
        Part(label=label, share=share, note=f"{100 * share:.0f} of 100 such cases", fill=FILLS[place % len(FILLS)])
        for place, (label, share) in enumerate(ordered)
    ]
    told = ", ".join(f"{label} {100 * share:.0f}" for label, share in ordered)
    finding = f"Of 100 such cases this model expects: {told}."
    return stacked_bar(f"causes-{at}", "What could explain it", finding, parts, ("Explanation", "Cases"))
