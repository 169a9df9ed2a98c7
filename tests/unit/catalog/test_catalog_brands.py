"""Two brands of one agency: they share the creators, and nothing that either of them told about money or opinions."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from readings import AT, Desk, creator, figure, insight, reading

from shoal.domain.creator import Creator
from shoal.domain.intake import ReadOptions
from shoal.sources import survey

NORTH, SOUTH = "bd_north", "bd_south"
NORTH_TOLD: dict[str, Any] = {
    "fee_minor": 15_000, "fee_currency": "EUR", "codes": ("NORTH10",), "code_uses": 7, "link_clicks": 70,
    "revenue_minor": 99_900, "revenue_currency": "EUR", "gift": True, "notes": "late twice", "extra": {"Vibe": "calm"},
}  # fmt: skip
SOUTH_TOLD: dict[str, Any] = {
    "fee_minor": 22_000, "fee_currency": "EUR", "codes": ("SOUTH5",), "code_uses": 3, "link_clicks": 30,
    "revenue_minor": 44_400, "revenue_currency": "EUR", "notes": "friend of the house", "extra": {"Owner": "Ana"},
}  # fmt: skip
SECRETS = {
    NORTH: ("15000", "NORTH10", "99900", "late twice", "Vibe", "calm"),
    SOUTH: ("22000", "SOUTH5", "44400", "friend of the house", "Owner", "Ana"),
}


def bring_in(desk: Desk, brand: str, *rows: Any, **told: Any) -> str:
    """Bring rows in for a brand, held against what that brand sees."""
    what = reading(*rows, **told)
    desk.made += 1
    draft = desk.catalog.draft(what, AT, desk.suppressed, brand=brand)
    return desk.catalog.commit(draft, what, f"ba_{desk.made}", AT, "list", brand=brand).id


def everything(desk: Desk, brand: str) -> str:
    """Return all that a brand can read, as text."""
    pool = desk.catalog.pool(AT, brand)
    columns = {name: getattr(pool, name).tolist() for name in type(pool).__slots__}
    accounts = [str(account) for account in pool.account_id]
    return f"{columns} {desk.catalog.creators(accounts, AT, brand)} {desk.catalog.deals(AT, brand)}"


def only(desk: Desk, brand: str) -> Creator:
    (found,) = desk.catalog.creators([str(one) for one in desk.catalog.pool(AT, brand).account_id], AT, brand)
    return found


@pytest.fixture
def two(desk: Desk) -> Desk:
    """Both brands know one creator; South came later and counted her followers again."""
    bring_in(desk, NORTH, creator("mina", followers=1_000, niche="bread", **NORTH_TOLD))
    bring_in(desk, SOUTH, creator("mina", followers=1_200, **SOUTH_TOLD))
    return desk


@pytest.mark.parametrize(("brand", "other"), [(NORTH, SOUTH), (SOUTH, NORTH)])
def test_a_brand_reads_its_own_facts_and_none_of_another_brand(two: Desk, brand: str, other: str) -> None:
    said = everything(two, brand)
    assert [word for word in SECRETS[brand] if word not in said] == []
    assert [word for word in SECRETS[other] if word in said] == []


def test_what_anybody_sees_on_a_profile_is_shared(two: Desk) -> None:
    for brand in (NORTH, SOUTH):
        pool = two.catalog.pool(AT, brand)
        assert (pool.followers.tolist(), pool.niche.tolist()) == ([1_200], ["bread"])


def test_each_brand_reads_its_own_deal(two: Desk) -> None:
    fees = {brand: [deal.fee.minor for _, deal in two.catalog.deals(AT, brand) if deal.fee] for brand in (NORTH, SOUTH)}
    assert fees == {NORTH: [15_000], SOUTH: [22_000]}


def test_who_names_no_brand_reads_no_brands_secrets(two: Desk) -> None:
    said = everything(two, "")
    assert [word for words in SECRETS.values() for word in words if word in said] == []


def test_a_batch_of_the_workspace_is_read_by_every_brand(desk: Desk) -> None:
    desk.bring_in(creator("mina", followers=1_000, **NORTH_TOLD))
    for brand in (NORTH, SOUTH, ""):
        assert [word for word in SECRETS[NORTH] if word not in everything(desk, brand)] == []


def test_a_batch_remembers_its_brand(two: Desk) -> None:
    assert [batch.brand for batch in two.catalog.batches()] == [NORTH, SOUTH]


def test_the_same_sheet_of_a_second_brand_is_no_repetition(desk: Desk) -> None:
    """Else it would be told that another brand pays the same, and its own fee would not be stored."""
    bring_in(desk, NORTH, creator("mina", followers=1_000, **NORTH_TOLD))
    bring_in(desk, SOUTH, creator("mina", followers=1_000, **NORTH_TOLD))
    assert (only(desk, SOUTH).notes, only(desk, SOUTH).extra) == ("late twice", (("Vibe", "calm"),))
    assert [deal.codes for _, deal in desk.catalog.deals(AT, SOUTH)] == [("NORTH10",)]


def test_unknown_columns_alone_come_in_for_a_second_brand(desk: Desk) -> None:
    bring_in(desk, NORTH, creator("mina", followers=1_000))
    bring_in(desk, SOUTH, creator("mina", followers=1_000, extra={"Owner": "Ana"}))
    assert (only(desk, SOUTH).extra, only(desk, NORTH).extra) == ((("Owner", "Ana"),), ())


def test_a_sheet_brought_in_twice_by_one_brand_adds_nothing(two: Desk) -> None:
    again = reading(creator("mina", followers=1_200, **SOUTH_TOLD))
    assert [result.outcome for result in two.catalog.draft(again, AT, frozenset(), brand=SOUTH).results] == ["same"]


def test_undoing_a_batch_leaves_the_other_brand_as_it_was(two: Desk) -> None:
    two.catalog.undo("ba_2")
    assert [word for word in SECRETS[SOUTH] if word in everything(two, SOUTH)] == []
    assert (only(two, NORTH).notes, two.catalog.pool(AT, NORTH).followers.tolist()) == ("late twice", [1_000])


def test_erasing_takes_the_lines_of_both_brands(two: Desk) -> None:
    accounts = tuple(str(one) for one in two.catalog.pool(AT).account_id)
    assert two.catalog.plan_erasure(accounts).rows["accounts"] == 2
    two.catalog.erase(accounts)
    assert (len(two.catalog.pool(AT, NORTH)), len(two.catalog.pool(AT, SOUTH))) == (0, 0)


def test_an_expired_line_of_one_brand_is_gone_for_both(two: Desk) -> None:
    later = AT + timedelta(days=731)
    assert (len(two.catalog.pool(later, NORTH)), len(two.catalog.pool(later, SOUTH))) == (0, 0)


def test_large_files_of_two_brands_stay_apart(desk: Desk, tmp_path: Path) -> None:
    """The fast road: the second brand brings the very same file, and a third file changes one shared fact."""
    path = tmp_path / "list.csv"
    lines = "".join(f"mina{row},instagram,{row},{row},EUR,calm\n" for row in range(1, 40))
    path.write_text("handle,platform,followers,fee,currency,vibe\n" + lines, encoding="utf-8")
    counts = []
    for place, brand in enumerate((NORTH, SOUTH, SOUTH)):
        found = survey(path, ReadOptions())
        draft, _ = desk.catalog.bring_in_large(found, f"ba_{place}", AT, "list", frozenset(), brand=brand)
        counts.append(dict(draft.counts))
    assert counts == [{"new": 39}, {"changed": 39}, {"same": 39}]
    for brand in (NORTH, SOUTH):
        pool = desk.catalog.pool(AT, brand)
        assert (set(pool.fee_currency), float(pool.fee_minor.sum())) == ({"EUR"}, 100.0 * sum(range(1, 40)))


def test_the_file_of_another_brand_is_not_named(desk: Desk) -> None:
    bring_in(desk, NORTH, creator("mina", followers=1_000), source="acme_prices.xlsx")
    assert "acme_prices" in everything(desk, NORTH)
    assert "acme_prices" not in everything(desk, SOUTH)


def test_own_figures_of_one_brand_are_news_to_another(desk: Desk) -> None:
    """Else a brand would be told that another has the same figures, and its own would not be stored."""
    bring_in(desk, NORTH, insight("reach", 70.0), kind="insights")
    again = reading(insight("reach", 70.0), kind="insights")
    counts = {brand: desk.catalog.draft(again, AT, frozenset(), brand=brand).counts for brand in (NORTH, SOUTH)}
    assert (counts[NORTH]["same"], counts[SOUTH]["new"]) == (1, 1)


def test_a_private_line_that_is_newest_hides_no_shared_figure(desk: Desk) -> None:
    bring_in(desk, NORTH, creator("mina", followers=figure(12_500, 12_450, 12_550)))
    bring_in(desk, SOUTH, creator("mina", notes="friend of the house"))
    pool = desk.catalog.pool(AT, NORTH)
    assert (pool.followers.tolist(), pool.followers_low.tolist()) == ([12_500], [12_450])
