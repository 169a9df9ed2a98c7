"""Briefs on the page: written, checked, versioned, never written over, and seen by whom they are for."""

from __future__ import annotations

import re

import pytest
from briefs_market import BRIEF, fill

FORM = {
    "name": "Spring Oats", "goal": "orders", "text": "oat flour for home bakers", "budget": "12.500",
    "markets": "Austria",
    "formats": ["post", "reel"], "platforms": ["instagram"], "tiers": ["nano", "micro"], "tier_scheme": "shoal",
    "languages": "German", "followers_at_least": "1,000", "followers_at_most": "50.000", "price_at_most": "300",
    "place": "Graz, AT", "radius_km": "50", "must_mention": "bread, cake", "values": "organic", "exclude": "@rival",
    "unknowns": "strict", "most_creators": "20", "least_creators": "2", "shortlist_size": "40", "start": "2026-05-01",
    "end": "2026-06-01", "rows": "2", "wish-0-kind": "city is_not", "wish-0-value": "Vienna", "wish-0-strength": "must",
    "wish-1-kind": "platform is", "wish-1-value": "instagram", "wish-1-strength": "counts", "read_version": "0",
}  # fmt: skip


def saved(cast, **changes):
    return cast.client("ben").post(cast.url("briefs/new/"), {**FORM, **changes})


def test_without_a_brief_the_page_offers_three_to_start_from(cast):
    page = cast.client("ben").get(cast.url("briefs/")).content.decode()

    assert len(re.findall(r"briefs/new/\?template=\w+", page)) == 3


@pytest.mark.parametrize("key", ["shop", "place", "launch", "unheard-of"])
def test_a_template_fills_the_form(cast, key):
    assert cast.client("ben").get(cast.url(f"briefs/new/?template={key}")).status_code == 200


def test_every_field_of_the_reference_can_be_written_and_comes_back(cast):
    answer = saved(cast)
    told = cast.shoal.planning.fields("spring-oats")

    assert (answer.status_code, answer["Location"]) == (303, cast.url("brief/spring-oats/"))
    assert told["budget"] == "12,500 EUR"
    assert told["markets"] == ["AT"]
    assert (told["place"], told["radius_km"]) == ("Graz, AT", 50.0)
    assert (told["followers_at_least"], told["followers_at_most"]) == (1000, 50000)
    assert (told["price_at_most"], told["must_mention"], told["values"]) == ("300 EUR", ["bread", "cake"], ["organic"])
    assert (told["unknowns"], told["least_creators"], told["most_creators"]) == ("strict", 2, 20)
    assert [(row["field"], row["test"], row["value"], row["hard"]) for row in told["wishes"]] == [
        ("city", "is_not", ["Vienna"], True),
        ("platform", "is", ["instagram"], False),
    ]


def test_the_form_of_a_saved_brief_saves_the_same_again(cast):
    saved(cast)
    before = cast.shoal.planning.fields("spring-oats")
    page = cast.client("ben").get(cast.url("brief/spring-oats/edit/"))
    typed = {**page.context["form"].data, "rows": len(page.context["rows"]), "read_version": 1}
    for row in page.context["rows"]:
        typed |= row.data

    cast.client("ben").post(cast.url("brief/spring-oats/edit/"), typed)

    assert (cast.shoal.planning.fields("spring-oats"), len(cast.shoal.planning.briefs())) == (before, 2)


def test_a_budget_is_read_back_in_words(cast):
    page = cast.client("ben").get(cast.url("briefs/amount/?budget=12.500")).content.decode()

    assert "€12,500.00 = twelve thousand five hundred EUR" in page


def test_every_field_that_cannot_be_is_named_at_once_and_what_was_typed_stays(cast):
    answer = saved(cast, budget="lots", markets="Narnia", end="2026-04-01", **{"wish-0-value": ""})
    form, rows = answer.context["form"], answer.context["rows"]

    assert answer.status_code == 422
    assert {"budget", "markets", "end"} <= set(form.errors)
    assert rows[0].errors["value"]
    assert b'value="lots"' in answer.content


def test_a_wish_on_a_protected_trait_is_refused_beside_its_field_with_the_reason(cast):
    answer = saved(cast, values="muslim")

    assert (answer.status_code, "nobody may be selected by" in answer.context["form"].errors["values"][0]) == (
        422,
        True,
    )


def test_wishes_are_added_and_removed_without_saving(cast):
    more = saved(cast, add_row="1")
    fewer = saved(cast, drop_row="0")

    assert (len(more.context["rows"]), len(fewer.context["rows"])) == (3, 1)
    assert fewer.context["rows"][0].data["wish-0-kind"] == "platform is"
    assert not cast.shoal.planning.briefs()


def test_a_name_that_is_taken_is_said_beside_the_name(cast):
    saved(cast)

    assert "brief of this name already" in saved(cast).context["form"].errors["name"][0]


def test_two_people_at_once_see_both_values_and_nothing_is_written_over(cast):
    saved(cast)
    ada, ben = cast.client("ada"), cast.client("ben")
    url = cast.url("brief/spring-oats/edit/")
    base = {**FORM, "read_version": "1"}
    ada.post(url, {**base, "budget": "9000 EUR", "values": "regional"})

    clash = ben.post(url, {**base, "budget": "7000 EUR"})
    found = {field.name: (field.mine, field.theirs, field.picked) for field in clash.context["fields"]}

    assert clash.status_code == 409
    assert found["budget"] == ("7000 EUR", "9,000 EUR", "")
    assert found["values"] == ("organic", "regional", "theirs")
    chosen = dict(clash.context["hidden"]) | {
        "formats": FORM["formats"], "tiers": FORM["tiers"], "read_version": "2", "chosen": "1", "take-budget": "mine",
        "take-values": "theirs",
    }  # fmt: skip
    ben.post(url, chosen)
    kept = cast.shoal.planning.show_brief("spring-oats")
    assert (kept.version, kept.budget.minor) == (3, 700_000)
    assert cast.shoal.planning.fields("spring-oats")["values"] == ["regional"]


def test_undo_brings_the_version_before_back_as_a_new_one(cast):
    saved(cast)
    ben = cast.client("ben")
    ben.post(cast.url("brief/spring-oats/edit/"), {**FORM, "read_version": "1", "budget": "9000"})
    ben.post(cast.url("brief/spring-oats/restore/1/"))

    kept = cast.shoal.planning.show_brief("spring-oats")
    assert (kept.version, kept.budget.minor) == (3, 1_250_000)


def test_the_page_shows_whom_each_hard_wish_keeps(cast, tmp_path):
    fill(cast.shoal, tmp_path)
    cast.shoal.planning.brief(BRIEF)
    page = cast.client("cleo").get(cast.url("brief/spring/?count=1"))

    assert "left after all hard wishes" in page.content.decode()
    assert cast.client("cleo").get(cast.url("brief/spring/pictures/survivors.csv")).content.startswith(b"\xef\xbb\xbf")


def test_a_clash_of_wishes_is_named(cast):
    cast.shoal.planning.brief({**BRIEF, "followers_at_least": 9000, "followers_at_most": 100})

    assert "leaves nobody" in cast.client("cleo").get(cast.url("brief/spring/")).content.decode()


def test_a_circle_that_no_table_knows_keeps_its_centre_through_the_form(cast):
    from shoal.domain.brief import Circle, Wish

    brief = cast.shoal.planning.brief(BRIEF)
    circle = Circle(name="Neubau", latitude=48.2, longitude=16.35, radius_km=7.0)
    from dataclasses import replace

    cast.shoal.planning.keep(
        replace(brief, id="br_2", version=2, wishes=(Wish(field="circle", test="within", value=circle),))
    )
    told = cast.shoal.planning.fields("spring")

    kept = cast.shoal.planning.revise("spring", told, read_version=2)

    assert kept.wishes[0].value == circle


@pytest.mark.parametrize("who", ["ana", "ada", "ben"])
def test_whoever_may_edit_gets_the_form(cast, who):
    assert cast.client(who).get(cast.url("briefs/new/")).status_code == 200


def test_a_viewer_reads_and_may_not_write(cast):
    cast.shoal.planning.brief(BRIEF)
    cleo = cast.client("cleo")

    assert [cleo.get(cast.url(path)).status_code for path in ("briefs/", "brief/spring/", "brief/spring/?print=1")] == [
        200
    ] * 3
    assert cleo.get(cast.url("briefs/new/")).status_code == 403
    assert cleo.post(cast.url("briefs/new/"), FORM).status_code == 403
    assert len(cast.shoal.planning.briefs()) == 1


@pytest.mark.parametrize("path", ["briefs/", "brief/spring/", "brief/spring/edit/", "brief/spring/shortlist/"])
def test_another_brand_sees_no_brief(cast, path):
    cast.shoal.planning.brief(BRIEF)

    assert cast.client("dov").get(cast.url(path)).status_code == 404
    assert cast.client().get(cast.url(path)).status_code == 302


def test_the_other_brand_has_no_brief_of_that_name(cast):
    cast.shoal.planning.brief(BRIEF)

    assert cast.client("dov").get(cast.url("brief/spring/", cast.other)).status_code == 404


def test_script_in_a_brief_is_shown_as_text(cast):
    cast.shoal.planning.brief({**BRIEF, "text": "<script>alert(1)</script> \u202eoats"})

    assert b"<script>alert" not in cast.client("cleo").get(cast.url("brief/spring/")).content
