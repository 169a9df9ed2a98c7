"""Looking for creators in a workspace: the index comes by itself, follows the catalogue, and forgets whom it must."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shoal.app import Shoal, open_workspace
from shoal.app.listing.searching import Searching
from shoal.domain.brief import Brand
from shoal.domain.listing import ListQuery, Span
from shoal.domain.people import LOCAL
from shoal.domain.search import SearchPage, SearchQuery
from shoal.errors import ConflictError, NotFoundError, ProtectedTraitError
from shoal.index.sentences import OPEN

AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
HEADER = "Name,Handle,Platform,Followers,ER,Country,City,Language,Niche,Bio,Fee,Currency,Notes\n"
PEOPLE = (
    "Mina Xmpl,mina.xmpl,instagram,4000,4.1 %,AT,Graz,de,baking,Vegan sourdough every day,150,EUR,late twice\n"
    "Kai Xmpl,kai.xmpl,instagram,25000,2.0 %,AT,Wien,en,travel,Trains and mountains,90,EUR,\n"
    "Lea Xmpl,lea.xmpl,tiktok,,,,,,, Brot und Kuchen,,,\n"
)
MORE = "Zoe Xmpl,zoe.xmpl,instagram,800,5 %,DE,Berlin,de,baking,Sourdough and oat milk,,,\n"


@pytest.fixture
def shoal(tmp_path: Path, ready_model: Path) -> Iterator[Shoal]:
    with open_workspace(tmp_path / "market.shoal", clock=AT) as made:
        share(ready_model, made)
        bring_in(made, tmp_path, PEOPLE)
        yield made


def share(model: Path, shoal: Shoal) -> None:
    """Let a workspace read the model that was made ready once: that takes two seconds and 70 MB each time."""
    folder = shoal.settings.folder / "index"
    folder.mkdir(exist_ok=True)
    (folder / "model").symlink_to(model)


def bring_in(shoal: Shoal, folder: Path, lines: str, name: str = "sheet") -> str:
    path = folder / f"{name}.csv"
    path.write_text(HEADER + lines, encoding="utf-8")
    return shoal.creators.bring_in(path).id


def found(shoal: Shoal, text: str, **told: object) -> list[str]:
    return handles(shoal.searching.find(SearchQuery(text=text, meaning=False, **told)))  # type: ignore[arg-type]


def handles(page: SearchPage) -> list[str]:
    return [hit.handle for hit in page.hits]


def test_the_first_search_builds_the_index(shoal: Shoal):
    assert shoal.searching.state().version == 0
    assert found(shoal, "sourdough ") == ["mina.xmpl"]
    assert (shoal.searching.state().rows, shoal.searching.state().embedder) == (3, "use-m3/256/1")


def test_a_search_finds_by_meaning_in_another_language(shoal: Shoal):
    page = shoal.searching.find(SearchQuery(text="bread "))

    assert handles(page)[0] == "lea.xmpl"
    assert page.hits[0].because == ("close in meaning to “bread”", "closest: “Brot und Kuchen”")


def test_the_model_is_let_go_of_when_it_is_quiet_and_comes_back(shoal: Shoal):
    shoal.searching.find(SearchQuery(text="bread "))
    shoal.rest()
    kept = len(OPEN)
    shoal.rest(quiet=True)

    assert (kept, len(OPEN)) == (1, 0)
    assert handles(shoal.searching.find(SearchQuery(text="cakes ")))[0] == "lea.xmpl"


def test_a_small_index_is_closed_when_it_is_quiet_and_comes_back(shoal: Shoal):
    shoal.searching.find(SearchQuery(text="bread "))
    shoal.rest(quiet=True)

    assert shoal.searching._opened._reader is None
    assert handles(shoal.searching.find(SearchQuery(text="cakes ")))[0] == "lea.xmpl"


def test_somebody_new_is_found_by_the_next_search_without_a_new_build(shoal: Shoal, tmp_path: Path):
    found(shoal, "sourdough ")
    bring_in(shoal, tmp_path, MORE, "more")

    assert sorted(found(shoal, "sourdough ")) == ["mina.xmpl", "zoe.xmpl"]
    assert [part.rows for part in shoal.searching._opened.store.version().parts] == [3, 1]  # type: ignore[union-attr]


def test_a_value_that_changed_replaces_what_was_known(shoal: Shoal, tmp_path: Path):
    found(shoal, "sourdough ")
    bring_in(shoal, tmp_path, PEOPLE.replace("Vegan sourdough every day", "Only rye now"), "later")

    assert (found(shoal, "sourdough "), found(shoal, "rye ")) == ([], ["mina.xmpl"])


def test_what_was_undone_is_not_found(shoal: Shoal, tmp_path: Path):
    batch = bring_in(shoal, tmp_path, MORE, "more")
    assert found(shoal, "oat ") == ["zoe.xmpl"]
    shoal.creators.undo(batch)

    assert found(shoal, "oat ") == []


def test_who_was_erased_is_in_no_file_of_the_index(shoal: Shoal):
    found(shoal, "sourdough ")
    shoal.creators.forget("mina.xmpl", confirmed=True)
    folder = shoal.settings.folder / "index"
    left = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file() and "model" not in path.parts)

    assert b"mina" not in left.lower()
    assert found(shoal, "sourdough ") == []
    assert shoal.searching.state().catalog == shoal.catalog.version()


def test_an_erasure_before_the_index_caught_up_loses_nobody(shoal: Shoal, tmp_path: Path):
    found(shoal, "sourdough ")
    bring_in(shoal, tmp_path, MORE, "more")
    shoal.creators.forget("mina.xmpl", confirmed=True)

    assert found(shoal, "sourdough ") == ["zoe.xmpl"]


def test_what_has_expired_is_not_found(tmp_path: Path, ready_model: Path):
    with open_workspace(tmp_path / "market.shoal", clock=AT) as shoal:
        share(ready_model, shoal)
        bring_in(shoal, tmp_path, PEOPLE)
        expires = [row[0] for row in shoal.catalog._engine.rows("SELECT max(expires_at) FROM accounts")]
        assert found(shoal, "sourdough ") == ["mina.xmpl"]
    late = (expires[0].replace(tzinfo=UTC) if expires[0] else AT) + timedelta(days=1)
    with open_workspace(tmp_path / "market.shoal", clock=late) as shoal:
        assert found(shoal, "sourdough ") == ([] if expires[0] else ["mina.xmpl"])


def test_nothing_private_gets_into_the_index(shoal: Shoal):
    found(shoal, "sourdough ")
    folder = shoal.settings.folder / "index"
    told = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file() and "model" not in path.parts)

    assert b"late twice" not in told
    assert found(shoal, "twice ") == []


def test_verdicts_are_those_of_the_brand_that_asks(shoal: Shoal):
    page = shoal.searching.find(SearchQuery(text=""))
    verdicts = {value.value: value.count for value in page.facets["verdict"]}
    listed = {value.value: value.count for value in shoal.listing.page(_listed()).facets["verdict"]}

    assert {name: count for name, count in verdicts.items() if count} == {
        name: count for name, count in listed.items() if count
    }


def _listed() -> object:

    return ListQuery()


def test_two_brands_share_the_index_and_nothing_that_is_their_own(shoal: Shoal, tmp_path: Path):
    other = Brand(id="bd_other", name="Other", currency="EUR", timezone="Europe/Vienna", slug="other")
    shoal._whole_ledger.people.add_brand(other, AT)
    with shoal.acting(LOCAL, other):
        bring_in(shoal, tmp_path, MORE.replace(",,,\n", ",70,EUR,secret words\n"), "other")
        assert sorted(found(shoal, "sourdough ")) == ["mina.xmpl", "zoe.xmpl"]

    assert sorted(found(shoal, "sourdough ")) == ["mina.xmpl", "zoe.xmpl"]
    assert found(shoal, "secret ") == []


def test_facets_are_labelled_for_a_person(shoal: Shoal):
    facets = shoal.searching.find(SearchQuery(text="")).facets

    assert [value.label for value in facets["country"]] == ["Austria", "unknown"]
    assert [value.label for value in facets["platform"]] == ["Instagram", "TikTok"]


def test_look_alikes_are_named_by_handle(shoal: Shoal, tmp_path: Path):
    bring_in(shoal, tmp_path, MORE, "more")
    page = shoal.searching.like(["mina.xmpl"], SearchQuery(followers=Span(high=30_000)))

    assert handles(page)[0] == "zoe.xmpl"
    assert page.hits[0].because[0] == "shared words: baking, sourdough"
    with pytest.raises(NotFoundError):
        shoal.searching.like(["nobody.xmpl"])


def test_a_sentence_is_read_with_the_places_of_the_house(shoal: Shoal):
    told = shoal.searching.understand("vegan bakers near Graz under 30k")

    assert [wish.says for wish in told.wishes] == ["lives within 50 km of Graz", "at most 30,000 followers"]
    assert handles(shoal.searching.find(replace(told.query, text="vegan "))) == ["mina.xmpl"]
    with pytest.raises(ProtectedTraitError):
        shoal.searching.understand("muslim bakers")


def test_the_python_way_gives_creators_with_reasons(shoal: Shoal):
    (first, *_) = shoal.creators.find("sourdough ")

    assert (first.creator.name, first.because) == ("Mina Xmpl", ("bio: “Vegan sourdough every day”",))


def test_a_large_workspace_waits_for_a_build_and_says_so(shoal: Shoal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr("shoal.app.listing.searching.AT_ONCE", 2)
    with pytest.raises(ConflictError, match="no search index"):
        found(shoal, "sourdough ")
    shoal.searching.build()
    batch = bring_in(shoal, tmp_path, MORE, "more")
    assert sorted(found(shoal, "sourdough ")) == ["mina.xmpl", "zoe.xmpl"]
    shoal.creators.undo(batch)
    page = shoal.searching.find(SearchQuery(text="sourdough ", meaning=False))

    assert handles(page) == ["mina.xmpl"]
    assert page.notes[0].startswith("The search index is of 2026-06-01 12:00; shoal index build brings it up to date")


def test_another_process_sees_the_index_that_one_built(shoal: Shoal):
    other = Searching(shoal)
    found(shoal, "sourdough ")

    assert handles(other.find(SearchQuery(text="sourdough ", meaning=False))) == ["mina.xmpl"]
