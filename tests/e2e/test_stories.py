"""Two stories from life, from the brief to the list: a fashion brand in three countries, a coffee shop in a quarter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from shoal.app import Shoal, demo_settings, make_workspace, open_workspace
from shoal.domain.brief import Circle
from shoal.domain.shortlist import Candidate

CREATORS = 300
COFFEE, FASHION = "coffee-shop-opening-in-leipzig-plagwitz", "sustainable-fashion-autumn"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shoal]:
    folder = tmp_path_factory.mktemp("stories") / "demo.shoal"
    make_workspace(demo_settings(folder, 11))
    with open_workspace(folder) as opened:
        opened.admin.demo(creators=CREATORS)
        yield opened


def said(candidate: Candidate) -> str:
    return " ".join(reason.claim for reason in candidate.reasons)


def test_the_coffee_shop_lists_neighbours_and_nobody_from_afar(desk: Shoal) -> None:
    listed = desk.planning.show_shortlist(COFFEE)
    (circle,) = [wish.value for wish in desk.planning.show_brief(COFFEE).wishes if isinstance(wish.value, Circle)]
    assert listed.candidates
    assert [one.account_id for one in listed.candidates if f"km from {circle.name}" not in said(one)] == []
    distances = [float(said(one).split("lives ")[1].split(" km")[0]) for one in listed.candidates]
    assert max(distances) <= circle.radius_km


def test_whoever_lives_nowhere_known_stands_apart_and_is_told_what_would_settle_it(desk: Shoal) -> None:
    listed = desk.planning.show_shortlist(COFFEE)
    waiting = [entry.because for entry in listed.apart if entry.because.check == "circle"]
    assert waiting
    assert {(because.weight, bool(because.settle)) for because in waiting} == {("?", True)}


def test_the_fashion_brand_gets_its_mix_of_sizes_and_its_three_markets(desk: Shoal) -> None:
    told = desk.planning.fields(FASHION)
    told |= {"mix": {"tier": "nano 60 %, micro 40 %"}, "name": "fashion-mix", "shortlist_size": 30}
    listed = desk.planning.shortlist(desk.planning.brief(told))
    tiers = Counter(one.tier for one in listed.candidates)
    assert len(listed.candidates) == 30
    assert 0.45 <= tiers["nano"] / 30 <= 0.75
    assert {one.creator.place.country for one in listed.candidates if one.creator} == {"DE", "AT", "NL"}
    assert [note for note in listed.notes if note.startswith("mix by tier: nano")]


def test_values_of_the_brand_are_reasons_that_quote_her_own_words(desk: Shoal) -> None:
    listed = desk.planning.show_shortlist(FASHION)
    values = [reason for one in listed.candidates for reason in one.reasons if reason.check == "value_word"]
    assert values
    assert [reason.claim for reason in values if not any('"' in piece.text for piece in reason.evidence)] == []


def test_who_sold_for_the_brand_before_says_so_and_comes_among_the_first(desk: Shoal) -> None:
    listed = desk.planning.show_shortlist(FASHION).candidates
    places = [place for place, one in enumerate(listed) if "worked with the brand before" in said(one)]
    assert places
    assert sum(places) / len(places) < len(listed) / 2


def test_the_same_list_comes_out_again(desk: Shoal) -> None:
    brief = desk.planning.show_brief(COFFEE)
    one, other = (desk.planning.draft_shortlist(brief) for _ in range(2))
    assert [item.account_id for item in one.candidates] == [item.account_id for item in other.candidates]
    assert [item.score for item in one.candidates] == [item.score for item in other.candidates]


def test_the_vetted_list_of_a_story_prints_as_one_page(desk: Shoal, tmp_path: Path) -> None:
    page = desk.stored.vetted_list(COFFEE, "html").decode()
    (tmp_path / "vetted.html").write_text(page, encoding="utf-8")
    assert page.count('class="vetted"') == len(desk.planning.show_shortlist(COFFEE).candidates)
    assert ("<script" in page, "http-equiv" in page) == (False, True)
