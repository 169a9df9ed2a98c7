"""Examples for the style guide: every part of the design with made-up content, on one page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils.safestring import mark_safe

from shoal.domain.brief import Brand
from shoal.domain.finding import Evidence, Finding, Verdict, VerdictState
from shoal.domain.people import Actor
from shoal.domain.shortlist import PriceZone
from shoal.domain.values import Estimate, Money, Provenance, State, Value, counted, unknown

WHEN = datetime(2026, 11, 22, 1, 22, tzinfo=UTC)
SVG = (
    '<svg class="chart" role="img" aria-labelledby="guide-title" width="100%" height="36"><title id="guide-title">What '
    'the value rests on</title><rect class="part fill-1" x="0%" y="1" width="64%" height="34"/>'
    '<rect class="part fill-2" x="64%" y="1" width="22%" height="34"/>'
    '<rect class="part fill-3" x="86%" y="1" width="10%" height="34"/><rect '
    'class="part fill-4" x="96%" y="1" width="4%" height="34"/><text class="share on-fill-1 wide-part" x="32%" y="23" '
    'text-anchor="middle">64.0 %</text><text class="share on-fill-2 wide-part" x="75%" y="23" text-anchor="middle">'
    "22.0 %</text></svg>"
)


class ExampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(
        label="Name of the brief", help_text="As your team calls it, for example “Spring oat flour”."
    )
    text = forms.CharField(label="What are you looking for?", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    budget = forms.DecimalField(
        label="Budget",
        min_value=1,
        help_text="In EUR, without VAT.",
        # a field of type number forgets what it cannot read; a mistake has to stay where it was typed
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    starts = forms.DateField(label="First post", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    goal = forms.ChoiceField(
        label="Goal",
        widget=forms.RadioSelect,
        choices=[("orders", "Orders in the shop"), ("reach", "People reached"), ("visits", "Visits to the place")],
    )
    market = forms.ChoiceField(label="Market", choices=[("AT", "Austria"), ("DE", "Germany")])
    sheet = forms.FileField(
        label="Your sheet", help_text="CSV, XLSX or Parquet, up to 250 MB. Drop it here or choose it."
    )
    adult = forms.BooleanField(label="I am 18 or older", help_text="Needed before anything is agreed.")


def example_form() -> ExampleForm:
    """Return the form as it comes back with two mistakes; what was typed is kept."""
    return ExampleForm({"name": "Spring oat flour", "budget": "five", "goal": "orders", "market": "AT", "adult": "on"})


def figure(number: float, low: float, high: float, n: int, *, unit: str = "count", state: State = "estimated") -> Value:
    """Return a made-up figure."""
    made = Estimate(value=number, low=low, high=high, level=0.9, n=n, method="guide")
    return Value(name="guide", state=state, unit=unit, estimate=made)


def rows() -> list[dict[str, Any]]:
    """Return rows of a table of creators, unknown figures among them."""
    typed = Provenance(source="sheet.csv", policy="user_file")
    people: list[tuple[str, str, int | None, VerdictState, str, Value]] = [
        (
            "Mina Muster",
            "@mina.backt.xmpl",
            12_500,
            "ok",
            "own record",
            figure(0.034, 0.026, 0.044, 12, unit="fraction"),
        ),
        ("سارة مثال", "@sara.xmpl.ar", 13_000, "review", "", figure(0.091, 0.052, 0.14, 6, unit="fraction")),
        (
            "Ola Beispiel-Langname",
            "@ola_brot_und_mehr.xmpl",
            3_120,
            "unknown",
            "",
            unknown("er", "no_posts", "fraction"),
        ),
        ("Tim Exempel", "@tim.xmpl", 48_200, "refuse", "", unknown("er", "likes_hidden", "fraction")),
        (
            "Ana Primer",
            "@ana.xmpl",
            None,
            "unknown",
            "",
            figure(0.05, 0.02, 0.09, 0, unit="fraction", state="prior_only"),
        ),
    ]
    return [
        {
            "name": name,
            "handle": handle,
            "followers": counted("followers", count, "people", provenance=typed)
            if count is not None
            else unknown("followers", "no_followers", "people"),
            "count": count,
            "verdict": Verdict(creator_id=handle, state=state, kind=kind),
            "rate": rate,
            "price": PriceZone(
                currency="EUR", low=5_000, fair=11_000, high=23_100, ceiling=26_400, basis="benchmark", n=0, reason=""
            ),
            "seen": date(2026, 11, 18),
            "chosen": index == 1,
        }
        for index, (name, handle, count, state, kind, rate) in enumerate(people)
    ]


def examples() -> dict[str, Any]:
    """Return the context of the style guide, frame included."""
    return frame() | {
        "form": example_form(),
        "rows": rows(),
        "money": Money(minor=499_315, currency="EUR"),
        "when": WHEN,
        "day": date(2026, 5, 12),
        "gap": unknown("reach", "no posts were brought in", "people"),
        "figure": figure(12_400, 9_800, 15_300, 12),
        "prior": figure(2_620, 1_540, 4_460, 0, state="prior_only"),
        "findings": [
            Finding(
                check="own_record",
                claim="Own record: 15 orders by code MINA10, net of refunds",
                weight="+",
                evidence=(Evidence(text="shopify_orders.csv", ref="ba_01:31"),),
            ),
            Finding(
                check="engagement",
                claim="Unusual for 3,100 followers, because their posts of June draw ten times the comments of July",
                weight="-",
                settle="a screenshot of their insights",
            ),
            Finding(check="audience", claim="Where their followers live", weight="?", settle="ask them for the chart"),
        ],
        "tiles": [
            {"title": "Cost", "main": "€4,993.15", "lines": ["of €5,000.00 (99.9 %)"]},
            {"title": "Reach, each person once", "value": figure(44_500, 19_100, 70_900, 30), "url": "#"},
            {
                "title": "Engagements",
                "value": figure(10_800, 5_750, 16_500, 25),
                "lines": ["not known for 5 of 30 lines"],
            },
            {"title": "Orders", "value": unknown("orders", "the shop was not read", "orders"), "state": "unknown"},
        ],
        "facts": [("Currency", "EUR"), ("Time zone", "Europe/Berlin"), ("Platforms", "Instagram, TikTok")],
        "chart": SimpleNamespace(
            id="guide",
            title="What the plan's expected value rests on",
            finding="Of the plan's expected value, 64.0 % rests on own sales.",
            svg=mark_safe(SVG),  # noqa: S308  our own text
            legend=[
                {"fill": "fill-1", "text": "own sales: 64.0 %, 13 lines"},
                {"fill": "fill-2", "text": "counted posts: 22.0 %, 11 lines"},
                {"fill": "fill-3", "text": "typed or vendor figures: 10.0 %, 4 lines"},
                {"fill": "fill-4", "text": "benchmarks: 4.0 %, 2 lines"},
            ],
            table={
                "caption": "What the plan's expected value rests on",
                "columns": [{"text": "Evidence"}, {"text": "Share", "numeric": True}],
                "rows": [[{"text": "own sales"}, {"text": "64.0 %", "numeric": True}]],
            },
        ),
        **lists(),
    }


def frame() -> dict[str, Any]:
    """Return what stands around a page."""
    entries = (
        ("Home", "home"),
        ("Import", "import"),
        ("Creators", "creators"),
        ("Briefs", "briefs"),
        ("Team", "team"),
        ("Settings", "settings"),
        ("Audit", "audit"),
    )
    return {
        "brand": Brand(id="b1", name="Krumenhof", currency="EUR", timezone="Europe/Berlin"),
        "brands": [
            {"name": "Krumenhof", "url": "#", "current": True},
            {"name": "Nordlicht Textil", "url": "#", "current": False},
        ],
        "menu": [{"url": "#", "label": label, "icon": icon, "current": label == "Creators"} for label, icon in entries],
        "actor": Actor(id="m1", name="Jo Beispiel", role="approver"),
        "account_url": "#",
        "sign_out_url": "#",
        "version": "0.2",
        "privacy_url": "#",
        "keys_url": "#",
        "made_up": True,
        "crumbs": [{"label": "Krumenhof", "url": "#"}, {"label": "Style guide", "url": ""}],
        "messages": [
            {"text": "57 creators brought in from brand_spreadsheet.xlsx.", "level": "success", "undo_url": "#"}
        ],
    }


def lists() -> dict[str, Any]:
    """Return navigation, progress and history."""
    return {
        "tabs": [
            {"label": "Shortlist", "url": "#", "current": True, "count": 40},
            {"label": "Left out", "url": "#", "current": False, "count": 1_312},
            {"label": "Compare", "url": "#", "current": False, "count": None},
        ],
        "steps": [
            {"label": "Files", "url": "#", "state": "done"},
            {"label": "Columns", "url": "#", "state": "done"},
            {"label": "Questions", "url": "", "state": "current"},
            {"label": "Look it over", "url": "", "state": "todo"},
            {"label": "Done", "url": "", "state": "todo"},
        ],
        "facets": [
            {
                "title": "Verdict",
                "options": [
                    {"label": "ok", "count": 22, "url": "#", "current": True},
                    {"label": "review", "count": 11, "url": "#", "current": False},
                    {"label": "unknown", "count": 1_222, "url": "#", "current": False},
                ],
            },
            {
                "title": "Country",
                "options": [
                    {"label": "Austria", "count": 14, "url": "#", "current": False},
                    {"label": "unknown", "count": 31, "url": "#", "current": False},
                ],
            },
        ],
        "pager": {"first": 1, "last": 50, "total": 1_255, "noun": "creators", "previous_url": "", "next_url": "#"},
        "job": {"words": "Reading lines of creators_2026.csv", "done": 41_200, "total": 98_000, "state": "running"},
        "events": [
            {
                "at": WHEN,
                "who": "Jo Beispiel",
                "what": "adopted the plan of Spring oat flour",
                "detail": "19 creators, €4,935",
            },
            {"at": WHEN, "who": "Kim Probe", "what": "brought in brand_spreadsheet.xlsx", "url": "#"},
        ],
        "doors": [
            {
                "label": "Start with my own files",
                "text": "A sheet of creators, an export of your shop.",
                "url": "#",
                "primary": True,
            },
            {
                "label": "Look around a made-up market",
                "text": "Everything in it is invented; throw it away with one click.",
                "url": "#",
            },
        ],
        "confirm": {
            "text": "Forget @mina.backt.xmpl and everything that is held about them?",
            "consequences": [
                "3 imports lose one row each.",
                "Her handle goes on the list of those never brought in again.",
            ],
            "label": "Forget 1 creator",
            "action": "#",
            "cancel_url": "#",
            "danger": True,
        },
    }
