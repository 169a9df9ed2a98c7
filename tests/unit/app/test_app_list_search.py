"""The list of creators asked for a text: the index where there is one, plain words where there is none yet."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shoal.app import Shoal, open_workspace
from shoal.app.listing.typed import NEAR_KM, read_typed, typed_of
from shoal.domain.listing import ListPage, ListQuery, Span

AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
HEADER = "Name,Handle,Platform,Followers,ER,Country,City,Language,Niche,Bio,Notes\n"
PEOPLE = (
    "Mina Xmpl,mina.xmpl,instagram,4000,4.1 %,AT,Graz,de,baking,Vegan sourdough every day,late twice\n"
    "Kai Xmpl,kai.xmpl,instagram,25000,2.0 %,AT,Wien,en,travel,Trains and mountains,\n"
    "Tom Brot,tom.brot,instagram,60000,1.0 %,AT,Graz,de,baking,Vegan sourdough and rye,\n"
    "Lea Xmpl,lea.xmpl,tiktok,,,,,,,Brot und Kuchen,\n"
)
MORE = "Zoe Xmpl,zoe.xmpl,instagram,800,5 %,DE,Berlin,de,baking,Sourdough and oat milk,\n"


def bring_in(shoal: Shoal, folder: Path, lines: str, name: str = "sheet") -> None:
    path = folder / f"{name}.csv"
    path.write_text(HEADER + lines, encoding="utf-8")
    shoal.creators.bring_in(path)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shoal]:
    """Return a workspace without an index, in which tests only look."""
    folder = tmp_path_factory.mktemp("bare")
    with open_workspace(folder / "market.shoal", clock=AT) as made:
        bring_in(made, folder, PEOPLE)
        yield made


@pytest.fixture(scope="module")
def shoal(bare: Shoal, ready_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shoal]:
    """Return the same with its index, in which tests only look."""
    folder = tmp_path_factory.mktemp("indexed") / "market.shoal"
    shutil.copytree(bare.settings.folder, folder)
    with_model(folder, ready_model)
    with open_workspace(folder, clock=AT) as made:
        made.searching.build()
        yield made


def with_model(folder: Path, model: Path) -> None:
    (folder / "index").mkdir(exist_ok=True)
    (folder / "index" / "model").symlink_to(model)


@pytest.fixture
def copied(shoal: Shoal, tmp_path: Path) -> Iterator[Shoal]:
    """Return a workspace with its index that a test may change, a day later."""
    shutil.copytree(shoal.settings.folder, tmp_path / "copied.shoal", symlinks=True)
    with open_workspace(tmp_path / "copied.shoal", clock=AT + timedelta(days=1)) as made:
        yield made


def page(shoal: Shoal, **told: object) -> ListPage:
    told = {"sort": "fit"} | told
    return shoal.listing.page(ListQuery(**told))  # type: ignore[arg-type]


def handles(found: ListPage) -> list[str]:
    return [row.handle for row in found.rows]


def test_without_an_index_the_words_are_looked_for_as_they_are_written(bare: Shoal):
    found = page(bare, text="vegan")

    assert (sorted(handles(found)), found.index, found.by_words) == (["mina.xmpl", "tom.brot"], "absent", 0)


def test_looking_at_the_list_builds_nothing(bare: Shoal):
    page(bare, text="vegan")

    assert bare.searching.state().version == 0


def test_the_index_finds_a_word_with_a_wrong_letter_and_says_why(shoal: Shoal):
    found = page(shoal, text="sourdouhg baker")

    assert found.index == "current"
    assert {"mina.xmpl", "tom.brot"} <= set(handles(found))
    assert "sourdough" in " ".join(found.rows[0].because).lower()


def test_who_goes_by_the_name_comes_first(shoal: Shoal):
    assert handles(page(shoal, text="brot"))[:2] == ["tom.brot", "lea.xmpl"]


@pytest.mark.parametrize("text", ["@lea.xmpl", "@LEA.xmpl", "lea.xmpl"])
def test_a_handle_brings_who_goes_by_it_and_nobody_close_to_its_letters(shoal: Shoal, text: str):
    found = page(shoal, text=text)

    assert (handles(found), found.by_meaning) == (["lea.xmpl"], 0)


def test_a_handle_that_is_a_word_too_still_finds_who_writes_of_it(copied: Shoal, tmp_path: Path):
    bring_in(copied, tmp_path, "Ann,sourdough,instagram,900,5 %,AT,Graz,de,music,Violin,\n", "more")
    copied.searching.bring_up_to_date()
    found = page(copied, text="sourdough")

    assert handles(found)[0] == "sourdough"
    assert {"mina.xmpl", "tom.brot"} <= set(handles(found))


def test_words_of_a_brands_own_notes_are_found_beside_the_index(shoal: Shoal):
    assert handles(page(shoal, text="late twice"))[0] == "mina.xmpl"


def test_who_came_in_after_the_index_is_found_by_words(copied: Shoal, tmp_path: Path):
    bring_in(copied, tmp_path, MORE, "more")
    found = page(copied, text="oat milk")

    assert ("zoe.xmpl" in handles(found), found.index) == (True, "behind")


def test_a_filter_limits_what_the_text_finds_and_facets_count_over_the_others(shoal: Shoal):
    found = page(shoal, text="vegan sourdough", followers=Span(high=30_000))
    niches = {value.value: value.count for value in found.facets["niche"]}

    assert (handles(found)[0], "tom.brot" in handles(found), niches["baking"]) == ("mina.xmpl", False, 1)


def test_a_figure_that_is_not_known_fails_and_is_counted_until_it_is_let_in(shoal: Shoal):
    strict = page(shoal, text="brot", followers=Span(low=1_000))
    open_ = page(shoal, text="brot", followers=Span(low=1_000), keep_unknown=("followers",))

    assert ("lea.xmpl" in handles(strict), strict.unknown, "lea.xmpl" in handles(open_)) == (
        False, {"followers": 1}, True,
    )  # fmt: skip


def test_nobody_found_says_what_dropping_a_figure_gives(shoal: Shoal):
    found = page(shoal, text="vegan", followers=Span(low=1e6))

    assert ("at least 1,000,000 followers", 2) in {(one.label, one.count) for one in found.relaxations}


def test_a_circle_keeps_who_lives_there_and_says_how_far(shoal: Shoal):
    circle = read_typed({"near": "Graz", "km": "20"}, "EUR").asked["circle"]
    found = page(shoal, circle=circle, sort="distance")

    assert sorted(handles(found)) == ["mina.xmpl", "tom.brot"]
    assert all(row.distance_km is not None and row.distance_km < 20 for row in found.rows)


def test_rates_and_prices_are_filtered_by_what_the_list_shows(shoal: Shoal):
    assert handles(page(shoal, er=Span(low=0.03), sort="name")) == ["mina.xmpl"]
    priced = page(shoal, price=Span(low=0, high=10**9), sort="name")

    assert (len(priced.rows) + priced.unknown.get("price", 0), priced.everybody) == (4, 4)


def test_look_alikes_of_one_say_what_they_share_and_leave_her_out(shoal: Shoal):
    (mina,) = shoal.creators.accounts("mina.xmpl")
    found = page(shoal, like=(mina,))

    assert (found.rows[0].handle, "mina.xmpl" in handles(found)) == ("tom.brot", False)
    assert "same niche: baking" in found.rows[0].because


def test_look_alikes_without_an_index_find_nobody_and_do_not_fail(bare: Shoal):
    found = page(bare, like=tuple(bare.creators.accounts("mina.xmpl")))

    assert (found.total, found.index) == (0, "absent")


def test_a_reason_stands_whatever_the_order(shoal: Shoal):
    found = page(shoal, text="vegan", sort="followers", descending=True)

    assert [bool(row.because) for row in found.rows[:2]] == [True, True]


@pytest.mark.parametrize("text", ["", "   ", "🌱", "-fur", '"', "שלום", "*", "@mina.xmpl", "x" * 200])
def test_whatever_is_typed_is_answered(shoal: Shoal, text: str):
    assert page(shoal, text=text).everybody == 4


def test_a_day_later_the_index_is_behind_and_a_job_brings_it_up_to_date_once(copied: Shoal):
    before = copied.searching.standing()
    first, second = copied.searching.ask_for_it(), copied.searching.ask_for_it()
    copied.jobs.work()

    assert first.id == second.id
    assert (before, copied.jobs.job(first.id).state, copied.searching.standing()) == ("behind", "done", "current")


# fields --------------------------------------------------------------------------------------------------------------


def test_fields_are_read_as_people_write_numbers():
    told = read_typed({"min_followers": "12.5k", "max_followers": "30.000", "min_er": "2 %", "max_price": "150"}, "EUR")

    assert told.asked == {
        "followers": Span(low=12_500, high=30_000), "er": Span(low=0.02), "price": Span(high=15_000),
    }  # fmt: skip


def test_a_circle_of_nothing_is_named_and_not_read_as_the_usual_way_around():
    told = read_typed({"near": "Graz", "km": "0"}, "EUR")

    assert (told.asked, len(told.unread), "0 km" in told.unread[0]) == ({}, 1, True)
    assert read_typed({"near": "Graz", "km": ""}, "EUR").asked["circle"].radius_km == NEAR_KM


def test_ends_the_wrong_way_round_are_turned():
    assert read_typed({"min_followers": "9000", "max_followers": "10"}, "EUR").asked["followers"] == Span(
        low=10, high=9_000
    )


@pytest.mark.parametrize("field", ["min_followers", "near", "since", "max_er"])
def test_what_says_nothing_is_named_and_filters_nothing(field: str):
    told = read_typed({field: "Xyzzyville <b>"}, "EUR")

    assert (told.asked, len(told.unread)) == ({}, 1)


def test_a_sentence_fills_the_fields_that_say_the_same(bare: Shoal):
    query = bare.searching.understand("vegan bakers near Graz under 30k").query
    again = read_typed(typed_of(query, "EUR"), "EUR").asked

    assert (again["followers"], replace(again["circle"])) == (query.followers, query.circle)
