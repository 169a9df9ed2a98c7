"""The list of creators: pages, facets, orders, words, export, and what two brands see of it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from shoal.app import Shoal, open_workspace
from shoal.app.known.look import look
from shoal.domain.listing import FACETS, SORTS, ListPage, ListQuery, ListRow, Span
from shoal.domain.people import Actor
from shoal.domain.search import SearchQuery
from shoal.domain.tiers import tier_of
from shoal.errors import DeniedError, InputError, NotFoundError
from shoal.plan import price_table

AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
HEADER = "Name,Handle,Platform,Followers,ER,Country,City,Language,Niche,Bio,Fee,Currency,Notes,Code,Code uses,Vibe\n"
NAMES = ("Mina", "Théo", "Zoë", "Ana", "Leo", "Öznur", "Bea", "")
NICHES = ("baking", "coffee", "slow fashion", "")
SIZE = 240


def sheet(path: Path, size: int = SIZE) -> Path:
    """Write a sheet in which every column has gaps."""
    dice = np.random.Generator(np.random.PCG64(5))

    def some(*values: str) -> str:
        return str(dice.choice(values))

    lines = [
        ",".join((
            some(*NAMES), f"user{row}", some("instagram", "tiktok", "youtube"),
            "" if dice.random() < 0.2 else str(int(np.exp(dice.normal(8.5, 1.8)))),
            "" if dice.random() < 0.3 else f"{dice.integers(1, 900) / 100} %",
            some("AT", "DE", "FR", ""), some("Wien", "Graz", ""), some("de", "en", "de; en", ""), some(*NICHES),
            "account run by parents" if row % 9 == 4 else some("slow days", "vegan food", "bread"),
            some("50", "90", ""), "EUR", some("nice", ""), f"CODE{row}" if row % 9 == 0 else "", "", some("calm", ""),
        ))
        for row in range(size)
    ]  # fmt: skip
    path.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shoal]:
    """A workspace of some hundred creators that no test changes."""
    folder = tmp_path_factory.mktemp("listing")
    with open_workspace(folder / "market.shoal", clock=AT) as found:
        found.creators.bring_in(sheet(folder / "sheet.csv"))
        found.creators.count("user7", ["410,12", "385,9", "512,20"])
        yield found


def everyone(desk: Shoal, **told: Any) -> list[ListRow]:
    return list(desk.listing.page(ListQuery(limit=500, **told)).rows)


def key_of(row: ListRow, sort: str) -> Any:
    """Return what a row is sorted by, ``None`` where it is not known."""
    if sort in ("followers", "er"):
        value = getattr(row, sort)
        return value.estimate.value if value.known else None
    if sort == "verdict":
        name = row.verdict_kind if row.verdict_kind == "own record" else row.verdict
        return None if name == "unknown" else ("own record", "ok", "review", "refuse").index(name)
    if sort == "country":
        return {"AT": "austria", "DE": "germany", "FR": "france", None: None}[row.country]
    return getattr(row, sort)


def values_of(row: ListRow, facet: str) -> tuple[str, ...]:
    if facet == "language":
        return row.languages or ("unknown",)
    if facet == "verdict":
        return (row.verdict_kind if row.verdict_kind == "own record" else row.verdict,)
    if facet == "kind":
        return (row.verdict_kind or "unknown",)
    return (getattr(row, facet) or "unknown",)


# one page ----------------------------------------------------------------------------------------------------------


def test_pages_follow_each_other_without_gap_or_repetition(desk: Shoal) -> None:
    pages = [desk.listing.page(ListQuery(sort="followers", offset=start)) for start in range(0, SIZE, 50)]
    shown = [row.account_id for page in pages for row in page.rows]
    assert [len(page.rows) for page in pages] == [50, 50, 50, 50, 40]
    assert shown == [row.account_id for row in everyone(desk, sort="followers")]
    assert len(set(shown)) == SIZE == pages[0].total == pages[0].everybody


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", [sort for sort in SORTS if sort not in ("fit", "name", "handle", "distance")])
def test_what_is_not_known_comes_last_both_ways(desk: Shoal, sort: str, *, descending: bool) -> None:
    keys = [key_of(row, sort) for row in everyone(desk, sort=sort, descending=descending)]
    known = [key for key in keys if key is not None]
    assert keys[: len(known)] == sorted(known, reverse=descending)


def test_names_sort_as_a_person_reads_them(desk: Shoal) -> None:
    names = [row.name for row in everyone(desk) if not row.name.startswith("user")]
    assert list(dict.fromkeys(names)) == ["Ana", "Bea", "Leo", "Mina", "Öznur", "Théo", "Zoë"]


def test_a_row_says_what_the_creators_page_says(desk: Shoal) -> None:
    pool, verdicts = look(desk).pool, look(desk).verdicts
    judged = dict(zip(map(str, pool.account_id), verdicts, strict=True))
    places = {str(account): place for place, account in enumerate(pool.account_id)}
    for row in everyone(desk):
        verdict, place = judged[row.account_id], places[row.account_id]
        assert (row.verdict, row.verdict_kind, row.blocked) == (verdict.state, verdict.kind, verdict.blocked)
        assert (row.followers.estimate is None) == bool(np.isnan(pool.followers[place]))
        assert row.tier == tier_of(float(pool.followers[place]))
        rate = next(found for found in verdict.findings if found.check == "engagement").value
        assert (row.er.estimate, row.er.state, row.er.reason) == (rate.estimate, rate.state, rate.reason)


def test_a_figure_names_the_line_it_comes_from(desk: Shoal) -> None:
    (row,) = desk.listing.rows([desk.creators.accounts("user7")[0]])
    counted = desk.creators.batches()[-1].id
    assert row.er.provenance is not None
    assert (row.er.provenance.ref.split(":")[0], row.er.provenance.policy) == (counted, "manual")


def test_an_unknown_figure_says_why(desk: Shoal) -> None:
    row = next(row for row in everyone(desk) if not row.followers.known)
    assert row.followers.reason == "not given"
    assert all(row.er.reason for row in everyone(desk) if not row.er.known)


def test_some_rows_come_in_the_order_asked_for(desk: Shoal) -> None:
    wanted = [row.account_id for row in everyone(desk)[5:9]][::-1]
    assert [row.account_id for row in desk.listing.rows([*wanted, "ac_nobody"])] == wanted


@pytest.mark.parametrize(
    "told", [{"sort": "fee"}, {"tier_scheme": "none"}, {"limit": 0}, {"limit": 501}, {"offset": -1}]
)
def test_what_no_list_can_show_is_refused(desk: Shoal, told: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        desk.listing.page(ListQuery(**told))


def test_a_page_behind_the_end_is_empty(desk: Shoal) -> None:
    page = desk.listing.page(ListQuery(offset=10_000))
    assert (page.rows, page.total, page.relaxations) == ((), SIZE, ())


# facets ------------------------------------------------------------------------------------------------------------

QUERIES = (
    {},
    {"country": ("AT",)},
    {"country": ("AT", "unknown"), "verdict": ("unknown",)},
    {"language": ("de",), "tier": ("nano", "micro")},
    {"platform": ("tiktok",), "niche": ("coffee",), "language": ("unknown", "en")},
    {"text": "vegan", "country": ("DE",)},
    {"kind": ("unknown",), "country": ("AT",)},
)


@pytest.mark.parametrize("told", QUERIES)
def test_a_query_keeps_whom_it_says(desk: Shoal, told: dict[str, Any]) -> None:
    page = desk.listing.page(ListQuery(limit=500, **told))
    chosen = {name: values for name, values in told.items() if name in FACETS}
    expected = [
        row.account_id
        for row in everyone(desk, text=told.get("text", ""))
        if all(set(values_of(row, facet)) & set(values) for facet, values in chosen.items())
    ]
    assert [row.account_id for row in page.rows] == expected
    assert page.total == len(expected)


@pytest.mark.parametrize("told", QUERIES)
@pytest.mark.parametrize("facet", FACETS)
def test_a_facet_counts_over_the_other_filters(desk: Shoal, facet: str, told: dict[str, Any]) -> None:
    others = {name: values for name, values in told.items() if name != facet}
    expected = Counter(value for row in everyone(desk, **others) for value in values_of(row, facet))
    listed = desk.listing.page(ListQuery(**told)).facets[facet]
    assert {one.value: one.count for one in listed if one.count} == dict(expected)
    assert [one.value for one in listed if one.chosen] == [
        one.value for one in listed if one.value in told.get(facet, ())
    ]
    assert all(one.value != "unknown" for one in listed[:-1])


def test_choosing_a_value_shows_as_many_as_its_facet_counts(desk: Shoal) -> None:
    query = {"country": ("AT",)}
    for facet, listed in desk.listing.page(ListQuery(**query)).facets.items():
        for one in listed:
            assert desk.listing.page(ListQuery(**{**query, facet: (one.value,)})).total == one.count


def test_the_quickest_way_to_know_is_the_one_of_her_page(desk: Shoal) -> None:
    for row in desk.listing.page(ListQuery(limit=60)).rows:
        waiting = desk.creators.show(row.creator_id).open_points
        first = (waiting[0].settle, waiting[0].settle_seconds) if waiting else ("", None)
        assert (row.quickest, row.quickest_seconds) == first


def test_verdicts_add_up_to_the_list(desk: Shoal) -> None:
    page = desk.listing.page(ListQuery())
    assert sum(one.count for one in page.facets["verdict"]) == page.total


def test_countries_are_called_by_name(desk: Shoal) -> None:
    labels = {one.value: one.label for one in desk.listing.page(ListQuery()).facets["country"]}
    assert labels == {"AT": "Austria", "DE": "Germany", "FR": "France", "unknown": "unknown"}


def test_tags_keep_the_accounts_they_are_on(desk: Shoal) -> None:
    tagged = frozenset(row.account_id for row in everyone(desk)[:3])
    page = desk.listing.page(ListQuery(tag_accounts=tagged | {"ac_gone"}))
    assert {row.account_id for row in page.rows} == tagged
    assert desk.listing.page(ListQuery(tag_accounts=frozenset())).total == 0


def test_nothing_found_says_which_filter_to_drop(desk: Shoal) -> None:
    page = desk.listing.page(ListQuery(country=("AT",), platform=("bluesky",)))
    without = desk.listing.page(ListQuery(country=("AT",))).total
    assert page.total == 0
    assert [(one.name, one.label, one.count) for one in page.relaxations] == [
        ("platform", "platform = bluesky", without)
    ]


# words -------------------------------------------------------------------------------------------------------------


def test_words_say_where_they_stand(desk: Shoal) -> None:
    page = desk.listing.page(ListQuery(text="veg thé", sort="fit"))
    assert page.total
    assert {row.because for row in page.rows} == {('name: "Théo"', 'bio: "vegan food"')}


def test_a_handle_is_found_by_its_beginning(desk: Shoal) -> None:
    page = desk.listing.page(ListQuery(text="@USER23", sort="handle"))
    assert [row.handle for row in page.rows] == ["user23", *(f"user23{digit}" for digit in range(10))]
    assert page.rows[0].because == ('handle: "user23"',)


def test_by_fit_names_come_before_texts(tmp_path: Path) -> None:
    with open_workspace(tmp_path / "market.shoal", clock=AT) as made:
        path = tmp_path / "sheet.csv"
        path.write_text("Name,Handle,Platform,Bio\nAda,ada,instagram,coffee\nCoffee Zed,zed,instagram,\n", "utf-8")
        made.creators.bring_in(path)
        order = [[row.handle for row in everyone(made, text="coffee", sort=sort)] for sort in ("fit", "name")]
    assert order == [["zed", "ada"], ["ada", "zed"]]


# the file ----------------------------------------------------------------------------------------------------------


def test_the_file_has_what_is_on_the_screen_but_no_minors(desk: Shoal) -> None:
    query = ListQuery(country=("AT",), sort="followers", descending=True)
    export = desk.listing.everything(query)
    lines = list(csv.DictReader(io.StringIO(export.text)))
    shown = everyone(desk, country=("AT",), sort="followers", descending=True)
    held = [row for row in shown if row.blocked]
    assert held
    assert [line["account"] for line in lines] == [row.account_id for row in shown if not row.blocked]
    assert export.rows == len(lines)
    assert export.refused == (f"{len(held)} creators who may be under 18 stay here until a person has asked",)


def test_cells_that_a_spreadsheet_would_run_are_guarded(tmp_path: Path) -> None:
    with open_workspace(tmp_path / "market.shoal", clock=AT) as made:
        path = tmp_path / "sheet.csv"
        path.write_text('Name,Handle,Platform,Followers\n"=HYPERLINK(""x"")",mina,instagram,900\n', "utf-8")
        made.creators.bring_in(path)
        (line,) = csv.DictReader(io.StringIO(made.listing.everything(ListQuery()).text))
    assert line["name"] == '\'=HYPERLINK("x")'


def test_figures_of_a_vendor_stay_here_and_are_named(tmp_path: Path) -> None:
    with open_workspace(tmp_path / "market.shoal", clock=AT) as made:
        path = tmp_path / "sheet.csv"
        path.write_text("Handle,Platform,Followers\nmina,instagram,900\n", encoding="utf-8")
        reading = made.creators._intake._read(path, made.creators.preview(path).options)
        made.creators.bring_in_reading(_by_vendor(reading), label="vendor")
        export = made.listing.everything(ListQuery())
    (line,) = csv.DictReader(io.StringIO(export.text))
    assert (line["followers"], line["tier"]) == ("unknown", "")
    assert [words.startswith("1 figures of followers stay here: vendor.modash") for words in export.refused] == [True]


def _by_vendor(reading: Any) -> Any:
    return replace(reading, policy="vendor.modash")


def test_an_export_is_written_down(tmp_path: Path) -> None:
    with open_workspace(tmp_path / "market.shoal", clock=AT) as made:
        made.creators.bring_in(sheet(tmp_path / "sheet.csv", 5))
        export = made.listing.everything(ListQuery())
        last = next(one for one in made.ledger.audit.entries() if one.verb == "creators.export")
    assert last.payload is not None
    assert last.payload["rows"] == export.rows


def test_a_viewer_may_not_take_the_list_away(desk: Shoal) -> None:
    viewer = Actor(id="us_1", name="Vera", role="viewer")
    with desk.acting(viewer, desk.brand), pytest.raises(DeniedError):
        desk.listing.everything(ListQuery())


# one creator -------------------------------------------------------------------------------------------------------


def test_what_would_leave_is_what_leaves(desk: Shoal) -> None:
    for query in (ListQuery(), ListQuery(text="user7"), ListQuery(text="nobody of this name")):
        said, made = desk.listing.leaving(query), desk.listing.everything(query, leaves=False)
        assert (said.rows, said.refused) == (made.rows, made.refused)


def test_what_is_known_of_one_is_what_is_shown_beside_her_verdict(desk: Shoal) -> None:
    everybody = desk.listing.page(ListQuery(limit=200)).rows
    assert everybody
    for row in everybody:
        assert desk.creators.known(row.creator_id) == desk.creators.show(row.creator_id).creator


def test_one_creator_is_judged_as_among_all(desk: Shoal) -> None:
    pool, verdicts = look(desk).pool, look(desk).verdicts
    for place in range(0, SIZE, 7):
        assert desk.creators.show(str(pool.account_id[place])).verdict == verdicts[place]
    (counted,) = desk.creators.accounts("user7")
    place = pool.account_id.tolist().index(counted)
    assert desk.creators.show("user7").verdict == verdicts[place]


def test_nobody_of_that_name_says_who_is_near(desk: Shoal) -> None:
    with pytest.raises(NotFoundError) as told:
        desk.creators.show("user99999")
    assert told.value.allowed == ()
    with pytest.raises(NotFoundError) as told:
        desk.creators.show("ser23")
    assert "user23" in " ".join(told.value.allowed)


# many at once ------------------------------------------------------------------------------------------------------


def test_pages_read_by_many_threads_are_all_right(desk: Shoal) -> None:
    expected = {name: desk.listing.page(ListQuery(text=name)) for name in ("mina", "ana", "veg", "user1")}
    wrong: list[Any] = []

    def read(name: str) -> None:
        for _ in range(10):
            page: ListPage = desk.listing.page(ListQuery(text=name))
            if page != expected[name]:
                wrong.append(page)

    with ThreadPoolExecutor(len(expected)) as threads:
        list(threads.map(read, expected))
    assert wrong == []


def test_a_price_follows_the_fee_wherever_one_is_known(desk: Shoal) -> None:
    pool, roll = look(desk).pool, desk.listing.roll()
    prices = dict(zip(pool.account_id, price_table(pool, currency="EUR").fair, strict=True))
    asked = dict(zip(roll.register.account_ids(), roll.figure("price"), strict=True))

    assert np.isfinite(pool.fee_minor).sum() > SIZE / 2
    assert asked == pytest.approx(prices, nan_ok=True)


def test_a_ceiling_for_the_price_keeps_who_asks_for_less(desk: Shoal) -> None:
    found = desk.searching.find(SearchQuery(text="bread", price=Span(high=6_000.0)))
    pool = look(desk).pool
    fees = dict(zip(pool.account_id, pool.fee_minor, strict=True))
    known = {fees[hit.account_id] for hit in found.hits if np.isfinite(fees[hit.account_id])}

    assert known == {5_000.0}


def test_a_search_shows_and_sorts_by_the_fee_where_one_is_known(desk: Shoal) -> None:
    found = desk.searching.find(SearchQuery(text="bread", sort="price", limit=200))
    fees = dict(zip(look(desk).pool.account_id, look(desk).pool.fee_minor, strict=True))
    known = [hit for hit in found.hits if np.isfinite(fees[hit.account_id])]
    prices = [hit.price_minor for hit in found.hits if hit.price_minor is not None]

    assert {hit.price_basis for hit in known} == {"typed"}
    assert [hit.price_minor for hit in known] == [fees[hit.account_id] for hit in known]
    assert {hit.price_basis for hit in found.hits} - {"typed"} <= {"benchmark", None}
    assert len(prices) > 5
    assert prices == sorted(prices)
