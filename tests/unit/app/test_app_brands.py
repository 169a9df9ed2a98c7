"""Two brands of one agency in one workspace: what they share and what not, and what is made once for many threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shoal.app import Shoal, open_workspace
from shoal.app.cache import Cache
from shoal.app.known.look import look
from shoal.domain.brief import Brand
from shoal.domain.listing import ListQuery
from shoal.domain.people import LOCAL
from shoal.errors import NotFoundError

AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
HEADER = "Name,Handle,Platform,Followers,ER,Country,City,Language,Niche,Bio,Fee,Currency,Notes,Code,Code uses,Vibe\n"
NORTH = Brand(id="bd_north", name="North", currency="EUR", timezone="Europe/Vienna")
SOUTH = Brand(id="bd_south", name="South", currency="EUR", timezone="Europe/Vienna")
LINES = {
    "bd_north": "Mina,mina,instagram,1000,,AT,Wien,de,baking,bread,150,EUR,late twice,NORTH10,7,calm",
    "bd_south": "Mina,mina,instagram,1200,,AT,Wien,de,baking,bread,220,EUR,friend of house,SOUTH5,3,loud",
}
SECRETS = {
    "bd_north": ("15000", "NORTH10", "late twice", "calm"),
    "bd_south": ("22000", "SOUTH5", "friend of house", "loud"),
}


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Shoal]:
    with open_workspace(tmp_path / "market.shoal", clock=AT) as made:
        people = made._whole_ledger.people
        for brand in (NORTH, SOUTH):
            people.add_brand(brand_with_slug(brand), AT)
            path = tmp_path / f"{brand.name}.csv"
            path.write_text(f"{HEADER}{LINES[brand.id]}\n", encoding="utf-8")
            with made.acting(LOCAL, brand):
                made.creators.bring_in(path)
        yield made


def brand_with_slug(brand: Brand) -> Brand:
    return replace(brand, slug=brand.name.lower())


@pytest.mark.parametrize(("brand", "other"), [(NORTH, SOUTH), (SOUTH, NORTH)])
def test_a_brand_meets_no_secret_of_another_anywhere(agency: Shoal, brand: Brand, other: Brand) -> None:
    with agency.acting(LOCAL, brand):
        brief = agency.planning.brief(name="spring", text="bread", budget="900 EUR", markets=["AT"])
        shortlist = agency.planning.shortlist(brief)
        seen = look(agency)
        columns = {name: getattr(seen.pool, name).tolist() for name in type(seen.pool).__slots__}
        said = " ".join(
            map(str, (
                agency.creators.show("mina"), agency.creators.vet(), agency.creators.find("bread mina"), columns,
                shortlist, agency.listing.page(ListQuery(text="mina")), agency.listing.everything(ListQuery()).text,
                agency.creators.batches(),
            ))
        )  # fmt: skip
        assert [word for word in SECRETS[other.id] if word in said] == []
        assert [word for word in SECRETS[brand.id] if word not in said] == []
        assert f"{other.name}.csv" not in said
        assert agency.listing.page(ListQuery()).rows[0].followers.estimate.value == 1_200  # type: ignore[union-attr]
        assert agency.listing.page(ListQuery(text=SECRETS[other.id][2])).total == 0
        assert agency.listing.page(ListQuery(text=SECRETS[brand.id][2])).total == 1


def test_a_brand_cannot_undo_the_batch_of_another(agency: Shoal) -> None:
    with agency.acting(LOCAL, NORTH):
        (mine,) = agency.creators.batches()
    with agency.acting(LOCAL, SOUTH), pytest.raises(NotFoundError):
        agency.creators.undo(mine.id)


def test_an_erased_creator_leaves_both_lists_and_the_memory(agency: Shoal) -> None:
    for brand in (NORTH, SOUTH):
        with agency.acting(LOCAL, brand):
            assert agency.listing.page(ListQuery()).total == 1
    agency.creators.forget("mina", confirmed=True)
    for brand in (NORTH, SOUTH):
        with agency.acting(LOCAL, brand):
            assert agency.listing.page(ListQuery(text="mina")).total == 0
    left = agency.catalog._engine.rows("SELECT table_name FROM duckdb_tables() WHERE estimated_size > 0")
    assert [name for (name,) in left if name.startswith("register_")] == []


# many at once ------------------------------------------------------------------------------------------------------


def test_a_dear_thing_is_made_once_however_many_ask() -> None:
    kept: Cache[int] = Cache(2)
    made: list[int] = []
    ready = threading.Barrier(8)

    def make() -> int:
        made.append(1)
        return len(made)

    def ask() -> None:
        ready.wait()
        assert kept.get("key", make) == 1

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert made == [1]


def test_what_was_not_asked_for_longest_goes_first() -> None:
    kept: Cache[object] = Cache(2)
    first, second = kept.get("a", object), kept.get("b", object)
    assert kept.get("a", object) is first
    kept.get("c", object)
    assert kept.get("a", object) is first
    assert kept.get("b", object) is not second


def test_a_thing_that_could_not_be_made_is_tried_again() -> None:
    kept: Cache[int] = Cache(1)
    with pytest.raises(ZeroDivisionError):
        kept.get("key", lambda: 1 // 0)
    assert kept.get("key", lambda: 7) == 7
