"""The form of a brief. Its fields take text as it is typed; the verb reads them and says what cannot be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as words

from shoal.app import FORMATS, GOALS, PLATFORMS, ROW_KINDS, mix_text
from shoal.domain.brief import OWN_GROUND
from shoal.domain.tiers import SCHEMES, tier_names

NUMBER = {"inputmode": "numeric", "autocomplete": "off"}
PLATFORM_WORDS = {"tiktok": "TikTok", "youtube": "YouTube"}
ROWED = {"class": "choices chips"}  # beside each other as far as they have room
COUNT = re.compile("[0-9]{1,8}")  # signs like ² are digits too, and no number
MOST_ROWS = 40
LISTS = ("formats", "platforms", "tiers", "own_ground")
WORDED = ("markets", "languages", "must_mention", "values", "exclude", "audience", "competitors")
MIXED = ("tier", "country", "niche")
WHOLE = ("followers_at_least", "followers_at_most", "most_creators", "least_creators", "shortlist_size")
GOAL_WORDS = {
    "orders": words("orders in the shop"),
    "reach": words("people reached"),
    "visits": words("visits to the shop or page"),
}
GROUND_WORDS = {
    "applicants": words("who applied"), "past_partners": words("who sold for you before"),
    "own_followers": words("who follow you"), "customers": words("who bought from you"),
}  # fmt: skip
KIND_WORDS = {
    "platform is": words("is on the platform"), "platform is_not": words("is not on the platform"),
    "tier is": words("is of the tier"), "tier is_not": words("is not of the tier"),
    "country is": words("lives in the country"), "country is_not": words("does not live in the country"),
    "city is": words("lives in the city"), "city is_not": words("does not live in the city"),
    "circle within": words("lives within (25 km of Graz, AT)"),
    "language is": words("speaks"), "language is_not": words("does not speak"),
    "followers at_least": words("has at least so many followers"),
    "followers at_most": words("has at most so many followers"),
    "price at_least": words("costs at least"), "price at_most": words("costs at most"),
    "topic mentions": words("writes about"), "topic is_not": words("does not write about"),
    "value_word mentions": words("shares the value"), "value_word is_not": words("does not use the word"),
}  # fmt: skip
TIERS = tuple(dict.fromkeys(name for scheme in SCHEMES for name in tier_names(scheme)))
# Where the refusal of a protected trait belongs: the verb names the place in words.
PLACES = {
    "the wish on topic": "must_mention", "the wish on values": "values", "the exclusions": "exclude",
    "the text of the brief": "text", "mix": "mix_tier", "the mix": "mix_niche",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One further wish as it was typed."""

    kind: str = ""
    value: str = ""
    strength: str = "must"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """Everything a person typed: one text or list per field, and rows of further wishes."""

    fields: Mapping[str, Any]
    rows: tuple[Row, ...] = ()


class BriefForm(forms.Form):
    """A brief, field by field as the reference of briefs has them."""

    name = forms.CharField(
        label=words("Name"), max_length=80, required=False,
        help_text=words("Short, such as “spring oats”: it names the shortlist, the plans and the report as well."),
    )  # fmt: skip
    goal = forms.ChoiceField(
        label=words("What is it for?"), required=False, widget=forms.RadioSelect(attrs=ROWED),
        choices=[(goal, GOAL_WORDS[goal]) for goal in GOALS],
    )  # fmt: skip
    text = forms.CharField(
        label=words("Product and message, in your words"), required=False, max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=words("Creators are searched by these words: what it is, for whom, what it tastes or feels like."),
    )  # fmt: skip
    budget = forms.CharField(
        label=words("Budget"), required=False, max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    markets = forms.CharField(
        label=words("Countries"), required=False, max_length=400,
        help_text=words("By name or code, with commas between. Empty: anywhere."),
    )  # fmt: skip
    start = forms.CharField(label=words("First day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.CharField(label=words("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    formats = forms.MultipleChoiceField(
        label=words("Formats of one deal"), required=False, widget=forms.CheckboxSelectMultiple(attrs=ROWED),
        choices=[(name, name) for name in FORMATS],
    )  # fmt: skip
    platforms = forms.MultipleChoiceField(
        label=words("Platforms"), required=False, widget=forms.CheckboxSelectMultiple(attrs=ROWED),
        choices=[(name, PLATFORM_WORDS.get(name, name.capitalize())) for name in PLATFORMS],
        help_text=words("None ticked: any."),
    )  # fmt: skip
    tiers = forms.MultipleChoiceField(
        label=words("Sizes"), required=False, widget=forms.CheckboxSelectMultiple(attrs=ROWED),
        choices=[(name, name) for name in TIERS], help_text=words("Bands of followers, by the scheme below."),
    )  # fmt: skip
    tier_scheme = forms.ChoiceField(
        label=words("Scheme of sizes"), required=False,
        choices=[
            (name, f"{name}: " + ", ".join(f"{band} from {low:,}" for low, band in bands if band in ("nano", "micro",
             "micro-low", "micro-high", "mid"))) for name, bands in SCHEMES.items()
        ],
    )  # fmt: skip
    followers_at_least = forms.CharField(
        label=words("Followers, at least"), required=False, max_length=20, widget=forms.TextInput(attrs=NUMBER)
    )
    followers_at_most = forms.CharField(
        label=words("Followers, at most"), required=False, max_length=20, widget=forms.TextInput(attrs=NUMBER)
    )
    languages = forms.CharField(
        label=words("Languages"), required=False, max_length=200, help_text=words("German, English, with commas.")
    )
    price_at_most = forms.CharField(
        label=words("One deal costs at most"), required=False, max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=words("In the currency of the budget."),
    )  # fmt: skip
    place = forms.CharField(
        label=words("Around the town"), required=False, max_length=120, help_text=words("As in Graz, AT.")
    )
    radius_km = forms.CharField(
        label=words("Kilometres around it"), required=False, max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), help_text=words("Empty: 25."),
    )  # fmt: skip
    must_mention = forms.CharField(
        label=words("Must write about one of"), required=False, max_length=1_000,
        help_text=words("Words with commas between; one of them is enough."),
    )  # fmt: skip
    values = forms.CharField(
        label=words("Counts in favour: values"), required=False, max_length=1_000,
        help_text=words("Words such as organic, regional: whoever uses them moves up, and nobody is excluded."),
    )  # fmt: skip
    exclude = forms.CharField(
        label=words("Not wanted"), required=False, max_length=2_000,
        help_text=words("Words and @accounts, with commas between."),
    )  # fmt: skip
    audience = forms.CharField(
        label=words("Where their audience should live"), required=False, max_length=400,
        help_text=words("Countries, with commas between. It counts in favour where insights were supplied."),
    )  # fmt: skip
    competitors = forms.CharField(
        label=words("Competitors"), required=False, max_length=1_000,
        help_text=words("Brands and @accounts. Who promoted one of them in 90 days is for a person to look at."),
    )  # fmt: skip
    own_ground = forms.MultipleChoiceField(
        label=words("Who is looked at first"), required=False, widget=forms.CheckboxSelectMultiple(attrs=ROWED),
        choices=[(name, GROUND_WORDS[name]) for name in OWN_GROUND],
        help_text=words("None ticked: all who know the brand already."),
    )  # fmt: skip
    mix_tier = forms.CharField(
        label=words("Mix of sizes"), required=False, max_length=200, help_text=words("As in nano 70 %, micro 30 %.")
    )
    mix_country = forms.CharField(
        label=words("Mix of countries"), required=False, max_length=200, help_text=words("As in AT 50 %, DE 30 %.")
    )
    mix_niche = forms.CharField(
        label=words("Mix of niches"), required=False, max_length=400,
        help_text=words("By the niche in your sheet, as in baking 60 %."),
    )  # fmt: skip
    unknowns = forms.ChoiceField(
        label=words("Where a fact is not known"), required=False, widget=forms.RadioSelect(attrs=ROWED),
        choices=[
            ("open", words("list them apart, with what would settle it")),
            ("strict", words("leave them out")),
        ],
    )  # fmt: skip
    most_creators = forms.CharField(
        label=words("Creators, at most"), required=False, max_length=10, widget=forms.TextInput(attrs=NUMBER)
    )
    least_creators = forms.CharField(
        label=words("Creators, at least"), required=False, max_length=10, widget=forms.TextInput(attrs=NUMBER)
    )
    shortlist_size = forms.CharField(
        label=words("Length of the shortlist"), required=False, max_length=10, widget=forms.TextInput(attrs=NUMBER),
        help_text=words("Empty: 60."),
    )  # fmt: skip


class RowForm(forms.Form):
    """One further wish."""

    kind = forms.ChoiceField(
        label=words("A creator"), required=False,
        choices=[("", words("choose …")), *((f"{a} {b}", KIND_WORDS[f"{a} {b}"]) for a, b in ROW_KINDS)],
    )  # fmt: skip
    value = forms.CharField(label=words("what"), required=False, max_length=400)
    strength = forms.ChoiceField(
        label=words("how much"), required=False,
        choices=[("must", words("must")), ("counts", words("counts in favour"))],
    )  # fmt: skip


EMPTY = Typed(fields={"goal": "orders", "formats": ["post"], "tier_scheme": "shoal", "unknowns": "open"})


def forms_of(typed: Typed, errors: Mapping[str, str] | None = None) -> tuple[BriefForm, list[RowForm]]:
    """Return the form and its rows with what was typed, and each error beside its field."""
    # bound, so that errors can stand beside fields; it validates nothing that the verb does not
    form = BriefForm(dict(typed.fields), use_required_attribute=False)
    form.full_clean()
    for field in form.fields.values():
        field.required = True  # the page says which two are needed: twenty times "optional" would only be noise
    rows = [_row_form(at, row) for at, row in enumerate(typed.rows)]
    for name, said in (errors or {}).items():
        row = re.fullmatch(r"wishes-(\d+)", name)
        if row and int(row[1]) < len(rows):
            rows[int(row[1])].add_error("value", said)
            continue
        place = PLACES.get(name, name)
        form.add_error(place if place in form.fields else None, said)
    return form, rows


def _row_form(at: int, row: Row) -> RowForm:
    told = {f"wish-{at}-{name}": getattr(row, name) for name in ("kind", "value", "strength")}
    form = RowForm(told, prefix=f"wish-{at}", use_required_attribute=False)
    form.full_clean()
    for field in form.fields.values():
        field.required = True
    return form


def typed_in(post: QueryDict) -> Typed:
    """Return what was typed, row buttons already pressed: one more row, or one fewer."""
    fields: dict[str, Any] = {
        name: post.getlist(name) if name in LISTS else post.get(name, "") for name in BriefForm.base_fields
    }
    count = min(int(post.get("rows", "0")) if COUNT.fullmatch(post.get("rows", "0")) else 0, MOST_ROWS)
    rows = [
        Row(
            kind=post.get(f"wish-{at}-kind", ""), value=post.get(f"wish-{at}-value", ""),
            strength=post.get(f"wish-{at}-strength", "must"),
        )
        for at in range(count)
    ]  # fmt: skip
    if "add_row" in post:
        rows.append(Row())
    dropped = post.get("drop_row", "")
    if COUNT.fullmatch(dropped):
        rows = [row for at, row in enumerate(rows) if at != int(dropped)]
    return Typed(fields=fields, rows=tuple(rows))


def typed_from(told: Mapping[str, Any]) -> Typed:
    """Return the fields of a brief as they would be typed."""
    fields: dict[str, Any] = {}
    for name in BriefForm.base_fields:
        value = told.get(name)
        if name.startswith("mix_"):
            fields[name] = mix_text((told.get("mix") or {}).get(name.removeprefix("mix_"), {}))
        elif name in LISTS:
            fields[name] = list(value or ())
        elif name in WORDED:
            fields[name] = ", ".join(value or ())
        elif name in WHOLE and value is not None:
            fields[name] = f"{value:,}"
        elif isinstance(value, date):
            fields[name] = value.isoformat()
        else:
            fields[name] = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    rows = tuple(_row_of(row) for row in told.get("wishes") or ())
    return Typed(fields=fields, rows=rows)


def _row_of(row: Mapping[str, Any]) -> Row:
    value = row["value"]
    text = ", ".join(value) if isinstance(value, list | tuple) else str(value)
    if isinstance(value, int):
        text = f"{value:,}"
    return Row(kind=f"{row['field']} {row['test']}", value=text, strength="must" if row.get("hard", True) else "counts")


def told_in(typed: Typed, currency: str, weights: Mapping[Row, float] | None = None) -> dict[str, Any]:
    """Return what was typed as the fields of a brief; what is empty is left out, an amount alone is in ``currency``."""
    told: dict[str, Any] = {}
    for name, value in typed.fields.items():
        if name in LISTS or name == "name":
            told[name] = value
        elif str(value).strip():
            told[name] = str(value).strip()
    told["formats"] = typed.fields.get("formats") or ["post"]
    mix = {field: told.pop(f"mix_{field}") for field in MIXED if f"mix_{field}" in told}
    if mix:
        told["mix"] = mix
    if told.get("budget") and not re.search("[A-Za-z]", told["budget"]):
        told["budget"] = f"{told['budget']} {currency}"
    if "radius_km" in told:
        told["radius_km"] = _number(told["radius_km"])
    told["wishes"] = [_told_row(row, (weights or {}).get(row)) for row in typed.rows if row.kind or row.value.strip()]
    return told


def _told_row(row: Row, weight: float | None) -> dict[str, Any]:
    field, _, test = row.kind.partition(" ")
    told: dict[str, Any] = {"field": field, "test": test, "value": row.value.strip(), "hard": row.strength != "counts"}
    return told if weight is None or told["hard"] else {**told, "weight": weight}


def kept_weights(told: Mapping[str, Any]) -> dict[Row, float]:
    """Return the weights of soft rows as a version had them: the form does not show them and must not lose them."""
    return {_row_of(row): float(row["weight"]) for row in told.get("wishes") or () if not row.get("hard", True)}


def _number(text: str) -> float | str:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text


def merged(typed: Typed, theirs: Typed, taken: Sequence[str]) -> Typed:
    """Return what was typed with some fields (``rows`` among them) taken from the other version."""
    fields = {name: theirs.fields[name] if name in taken else value for name, value in typed.fields.items()}
    return replace(typed, fields=fields, rows=theirs.rows if "rows" in taken else typed.rows)
