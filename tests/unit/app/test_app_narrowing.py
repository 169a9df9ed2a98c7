"""A shortlist from a catalogue too large to weigh everybody: the same wishes, the same people, counts of everybody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shoal.app import Shoal, open_workspace
from shoal.app.planning import narrowing
from shoal.catalog import Catalog
from shoal.domain.brief import Brief
from shoal.domain.bulk import Pool
from shoal.domain.listing import ListQuery
from shoal.domain.shortlist import Shortlist

AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
HEADER = "Name,Handle,Platform,Followers,ER,Country,City,Language,Niche,Bio,Notes\n"
TOWNS = ("Graz", "Wien", "Linz", "")
TOPICS = ("vegan sourdough bread", "trains and mountains", "slow fashion, thrifted", "coffee and cake", "")


def sheet() -> str:
    """Return sixty creators; some have no town, no followers or nothing to read, one may be under 18."""
    lines = [
        f"Person {n},person{n},instagram,{'' if n % 7 == 0 else 900 + 700 * n},{2 + n % 5} %,"
        f'{"AT" if n % 3 else "DE"},{TOWNS[n % 4]},de,food,"{TOPICS[n % 5]}",\n'
        for n in range(60)
    ]
    return HEADER + "".join(lines) + "Lena,lena,instagram,1500,3 %,AT,Graz,de,food,vegan bread 14 years old,\n"


@pytest.fixture(scope="module")
def shoal(tmp_path_factory: pytest.TempPathFactory, ready_model: Path) -> Iterator[Shoal]:
    folder = tmp_path_factory.mktemp("narrowing")
    (folder / "sheet.csv").write_text(sheet(), encoding="utf-8")
    with open_workspace(folder / "market.shoal", clock=AT) as made:
        (folder / "market.shoal" / "index").mkdir()
        (folder / "market.shoal" / "index" / "model").symlink_to(ready_model)
        made.creators.bring_in(folder / "sheet.csv")
        made.searching.build()
        made.planning.brief(
            name="bread", goal="orders", budget="900 EUR", markets=["AT"], text="vegan sourdough bread",
            wishes=[{"field": "followers", "test": "at_most", "value": 30_000, "hard": True}],
        )  # fmt: skip
        yield made


@pytest.fixture
def brief(shoal: Shoal) -> Brief:
    return shoal.planning.show_brief("bread")


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(narrowing, "ALL_WEIGHED", 10)
    monkeypatch.setattr(narrowing, "PART", 17)
    return monkeypatch


def on(made: Shortlist) -> set[str]:
    return {one.account_id for one in made.candidates}


def both_ways(shoal: Shoal, asked: Brief, small_parts: pytest.MonkeyPatch) -> tuple[Shortlist, Shortlist]:
    """Draft the same shortlist of those narrowed down to, and of everybody."""
    narrowed = shoal.planning.draft_shortlist(asked)
    small_parts.setattr(narrowing, "ALL_WEIGHED", 1_000)
    return narrowed, shoal.planning.draft_shortlist(asked)


@pytest.mark.parametrize("unknowns", ["strict", "open"])
def test_where_everybody_who_passes_is_weighed_the_list_holds_the_same_people(
    shoal: Shoal, brief: Brief, small_parts: pytest.MonkeyPatch, unknowns: str
):
    narrowed, whole = both_ways(shoal, replace(brief, unknowns=unknowns), small_parts)

    assert (on(narrowed), narrowed.pool, narrowed.wish_counts) == (on(whole), whole.pool, whole.wish_counts)
    assert (narrowed.apart_total, narrowed.left_out_total) == (whole.apart_total, whole.left_out_total)


@pytest.fixture
def one_person(shoal: Shoal) -> Iterator[None]:
    """Say that four accounts are two people; no two of a pair are near each other in the catalogue."""
    accounts = sorted(shoal.catalog.pool(AT, shoal.brand.id).creator_id.tolist())
    pairs = [(accounts[0], accounts[-1]), (accounts[5], accounts[-6])]
    for one, other in pairs:
        shoal.about.settle(one, other, "same")
    yield
    for one, other in pairs:
        shoal.about.settle(one, other, "")


@pytest.mark.usefixtures("one_person")
@pytest.mark.parametrize("unknowns", ["strict", "open"])
def test_somebody_of_two_accounts_is_counted_once_however_far_apart_they_stand(
    shoal: Shoal, brief: Brief, small_parts: pytest.MonkeyPatch, unknowns: str
):
    narrowed, whole = both_ways(shoal, replace(brief, unknowns=unknowns), small_parts)

    assert (narrowed.pool, narrowed.wish_counts) == (whole.pool, whole.wish_counts)
    assert (narrowed.apart_total, narrowed.left_out_total) == (whole.apart_total, whole.left_out_total)


@pytest.mark.usefixtures("one_person")
def test_a_count_beside_a_filter_takes_a_person_once(shoal: Shoal):
    page = shoal.listing.page(ListQuery(platform=("instagram",), circle=None))
    (counted,) = page.facets["platform"]

    assert (counted.count, page.total, page.everybody) == (59, 59, 59)


@pytest.mark.usefixtures("small_parts")
def test_survivors_are_counted_over_everybody(shoal: Shoal, brief: Brief):
    counts = shoal.planning.survivors(brief)

    assert counts[0].kept + counts[0].dropped + counts[0].unknown == 60  # Lena waits for a person


def test_the_closest_are_weighed_and_the_list_says_so(shoal: Shoal, brief: Brief, small_parts: pytest.MonkeyPatch):
    small_parts.setattr(narrowing, "MOST_PASSING", 5)
    small_parts.setattr(narrowing, "MOST_WAITING", 0)
    made = shoal.planning.draft_shortlist(brief)
    bios = shoal.catalog.pool(AT, shoal.brand.id, sorted(on(made))).bio.tolist()

    assert set(bios) == {"vegan sourdough bread"}
    assert "the 5 closest by words and meaning" in made.notes[0]


def test_own_ground_is_weighed_however_far_it_is(shoal: Shoal, brief: Brief, small_parts: pytest.MonkeyPatch):
    small_parts.setattr(narrowing, "MOST_PASSING", 1)
    (far,) = shoal.creators.accounts("person11")  # trains and mountains, in Austria
    small_parts.setattr(narrowing, "ground_accounts", lambda *_: {"applicants": {far}})

    assert far in {str(one) for one in narrowing.narrow(shoal, brief).accounts.pool.account_id}


def test_whoever_waits_for_the_under_18_check_stays_out(shoal: Shoal, brief: Brief, small_parts: pytest.MonkeyPatch):
    small_parts.setattr(narrowing, "MOST_PASSING", 100)
    (lena,) = shoal.creators.accounts("lena")

    assert lena not in on(shoal.planning.draft_shortlist(brief))


@pytest.mark.usefixtures("small_parts")
def test_a_brief_without_words_is_weighed_by_who_reaches_most(shoal: Shoal, brief: Brief):
    made = shoal.planning.draft_shortlist(replace(brief, text=""))

    assert "with most people taking part" in made.notes[0]


def test_a_list_that_is_kept_never_reads_everybody_at_once_and_can_be_verified(
    shoal: Shoal, brief: Brief, small_parts: pytest.MonkeyPatch
):
    whole, everybody = Catalog.pool, []

    def pool(self: Catalog, at: datetime, brand: str = "", accounts: Sequence[str] | None = None) -> Pool:
        everybody.append(accounts is None)
        return whole(self, at, brand, accounts)

    small_parts.setattr(Catalog, "pool", pool)
    shoal.looks.forget()
    made = shoal.planning.shortlist(brief)
    assert (made.candidates != (), any(everybody)) == (True, False)

    verified = shoal.vetting.verify(made.vetting)
    assert verified.number("same") == len(made.candidates)
