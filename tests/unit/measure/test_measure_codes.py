"""The list against the shop: the published code table, and each kind of difference by hand."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoal.domain.creator import SheetDeal
from shoal.domain.intake import FileFacts, ReadOptions
from shoal.domain.trade import Order, SheetAgainstShop
from shoal.domain.values import Money
from shoal.errors import InputError
from shoal.measure import held_back, own_record, sheet_against_shop, visits_by_account
from shoal.sources.shops import read_orders

FACTS = FileFacts(name="orders.csv", format="csv", size_bytes=1, sha256="0" * 64)
SALE = Order(
    store="shop", external_id="1", name="#1", at=datetime(2026, 5, 1, 12, tzinfo=UTC), currency="EUR", state="paid",
    subtotal_minor=1000, shipping_minor=0, tax_minor=0, discount_minor=0, total_minor=1000, refunded_minor=0,
    cancelled_at=None, codes=(), customer_key=None, country=None, tags=(), lines=(),
)  # fmt: skip


def sales(code: str, number: int, **changes: Any) -> list[Order]:
    return [
        replace(SALE, external_id=f"{code}{i}", name=f"{code}{i}", codes=(code,) if code else (), **changes)
        for i in range(number)
    ]


def deal(
    row: int, *codes: str, uses: int | None = None, revenue: int | None = None, clicks: int | None = None
) -> SheetDeal:
    money = None if revenue is None else Money(minor=revenue, currency="EUR")
    return SheetDeal(row=row, codes=codes, uses=uses, revenue=money, clicks=clicks)


def compare(orders: list[Order], deals: Sequence[tuple[str, SheetDeal]], **said: Any) -> SheetAgainstShop:
    return sheet_against_shop(orders, deals, currency="EUR", timezone=said.pop("timezone", "UTC"), **said)


def kinds(sheet: SheetAgainstShop) -> list[tuple[str, str]]:
    return [(entry.kind, entry.code) for entry in sheet.differences]


@pytest.fixture(scope="module")
def expected(shared_data: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared_data / "import_samples" / "expected.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def sample(shared_data: Path, expected: dict[str, Any]) -> SheetAgainstShop:
    with (shared_data / "import_samples" / "shopify_orders.csv").open(encoding="utf-8", newline="") as file:
        lines = enumerate(csv.DictReader(file), start=1)
        orders = read_orders(lines, ReadOptions(), lambda kind, text: f"{kind}|{text}", FACTS).orders
    deals = []
    for account, values in expected["brand_spreadsheet"]["accounts"].items():
        for line in values["code_lines"]:
            revenue = None if line["revenue"] is None else int(Decimal(str(line["revenue"])) * 100)
            deals.append(
                (account, deal(line["row"], *line["codes"], uses=line["uses"], revenue=revenue, clicks=line["clicks"]))
            )
    return sheet_against_shop(orders, deals, currency="EUR", timezone="Europe/Berlin")


def test_the_sample_gives_the_published_table_for_every_code(
    sample: SheetAgainstShop, expected: dict[str, Any]
) -> None:
    def text(money: Money) -> str:
        return f"{Decimal(money.minor).scaleb(-2)}"

    booked = {
        record.code or "(no code)": {
            "orders": record.orders, "cancelled": record.cancelled, "pending": record.pending,
            "refunded_full": record.full_refunds, "refunded_part": record.part_refunds, "counted": record.counted,
            "gross_total": text(record.gross), "refunds": text(record.refunds), "net_revenue": text(record.net),
            "net_merchandise": text(record.net_goods),
        }
        for record in sample.codes if record.orders
    }  # fmt: skip
    assert booked == expected["shopify_orders"]["by_code"]


def test_the_sample_gives_the_published_sums_of_all_orders(sample: SheetAgainstShop) -> None:
    sums = (sample.orders, sample.counted, sample.gifts, sample.gross.minor, sample.refunds.minor, sample.net.minor)
    assert sums == (400, 367, 6, 1_477_355, 82_370, 1_270_068)


def test_the_sample_gives_the_typed_sums_without_double_counting(sample: SheetAgainstShop) -> None:
    assert (sample.typed_uses, sample.typed_revenue) == (290, Money(minor=1_153_665, currency="EUR"))


def test_the_three_shares_of_the_sample_add_up_to_the_counted_orders(sample: SheetAgainstShop) -> None:
    assert (sample.untracked, sample.shop_codes, sample.tracked) == (65, 33, 269)


def test_the_sample_names_exactly_the_published_differences(sample: SheetAgainstShop) -> None:
    assert kinds(sample) == [
        ("leak_suspect", "PIA20"), ("typed_not_booked", "LEO10"), ("revenue_differs", "WANDA10"),
        ("uses_differ", "TILDA10"), ("mistyped", "NORA1O"), ("shared", "SPRING15"),
        ("two_codes_one_line", "LUMI10 / LUMI15"), ("no_owner", "WELCOME5"), ("no_owner", "GIFTED100"),
        ("no_owner", "FREESHIP"),
    ]  # fmt: skip


def test_the_sample_offers_nora10_for_nora1o_and_does_not_make_the_match(sample: SheetAgainstShop) -> None:
    offered = next(entry for entry in sample.differences if entry.kind == "mistyped")
    booked = next(record for record in sample.codes if record.code == "NORA10")
    assert (offered.near, booked.owners) == ("NORA10", ())


def test_the_sample_counts_orders_on_local_days(sample: SheetAgainstShop, expected: dict[str, Any]) -> None:
    days = dict(sample.days)
    local = {day["date"]: day["orders_local"] for day in expected["shopify_orders"]["days_that_differ_by_time_zone"]}
    assert (days["2026-03-16"], days["2026-03-18"], days["2026-03-24"]) == (6, 6, 9)
    assert {day: days[day] for day in local} == local


def test_a_code_without_a_sale_in_the_sample_is_no_error(sample: SheetAgainstShop) -> None:
    assert own_record(sample)["instagram/paul_xmpl_vegan"].orders == 0


def test_the_sample_keeps_doubtful_codes_out_of_the_own_record_and_says_why(sample: SheetAgainstShop) -> None:
    records, held = own_record(sample), held_back(sample)
    accounts = {"instagram/pia_xmpl", "instagram/leo.xmpl.kids", "instagram/nora.xmpl", "instagram/ben.xmpl.toast"}
    assert (accounts & set(records), accounts <= set(held)) == (set(), True)


def test_the_two_codes_of_one_line_both_count_for_their_creator(sample: SheetAgainstShop) -> None:
    record = own_record(sample)["instagram/lumi.xmpl"]
    assert (record.codes, record.orders, record.net.minor) == (("LUMI10", "LUMI15"), 6, 13_692 + 4_867)


def test_codes_are_the_same_in_any_case_width_and_with_spaces_around_them() -> None:
    orders = [*sales("mina10", 1), *sales(" MINA10 ", 1), *sales("\uff2dINA10", 1), *sales("MINA\u200b10", 1)]
    assert compare(orders, [("a", deal(1, "Mina10"))]).tracked == 4


def test_an_order_with_two_codes_goes_to_the_creators_code_wherever_it_stands() -> None:
    order = replace(SALE, codes=("FREESHIP", "MINA10"))
    assert compare([order], [("a", deal(1, "MINA10"))]).tracked == 1


def test_an_order_with_the_codes_of_two_creators_goes_to_the_first() -> None:
    order = replace(SALE, codes=("ZOE10", "MINA10"))
    sheet = compare([order], [("a", deal(1, "MINA10")), ("b", deal(2, "ZOE10"))])
    assert {record.code: record.orders for record in sheet.codes} == {"ZOE10": 1, "MINA10": 0}


def test_a_code_that_the_shop_calls_its_own_never_counts_for_a_creator() -> None:
    sheet = compare(sales("FREESHIP", 2), [("a", deal(1, "FREESHIP"))], shop_codes=("freeship",))
    assert (sheet.tracked, sheet.shop_codes, kinds(sheet)) == (0, 2, [])


def test_typed_figures_may_be_those_of_all_orders_or_of_the_net_ones() -> None:
    orders = [*sales("MINA10", 2), *sales("MINA10", 1, state="pending")]
    lines = [deal(1, "MINA10", uses=uses, revenue=revenue) for uses, revenue in ((3, 3000), (2, 2000))]
    assert [kinds(compare(orders, [("a", line)])) for line in lines] == [[], []]


def test_a_sum_that_is_ten_times_the_booked_one_asks_for_the_decimal_mark() -> None:
    sheet = compare(sales("WANDA10", 3), [("a", deal(1, "WANDA10", uses=3, revenue=30_000))])
    assert "decimal mark" in sheet.differences[0].text


def test_a_line_that_was_pasted_twice_counts_once() -> None:
    line = deal(1, "MINA10", uses=2, revenue=2000)
    sheet = compare(sales("MINA10", 2), [("a", line), ("a", replace(line, row=9))])
    assert (sheet.typed_uses, kinds(sheet)) == (2, [])


def test_a_letter_o_for_a_zero_is_offered_and_the_orders_stay_nobodys() -> None:
    sheet = compare(sales("NORA10", 7), [("a", deal(1, "NORA1O"))])
    assert (kinds(sheet), sheet.tracked) == ([("mistyped", "NORA1O")], 0)


def test_a_code_of_another_creator_is_never_offered_as_a_near_miss() -> None:
    sheet = compare(sales("LEA10", 3), [("a", deal(1, "LEO10")), ("b", deal(2, "LEA10"))])
    assert kinds(sheet) == []


def test_orders_of_another_currency_are_left_out_and_said() -> None:
    sheet = compare([*sales("MINA10", 1), *sales("MINA10", 2, currency="USD")], [("a", deal(1, "MINA10"))])
    assert (sheet.orders, sheet.net.minor, kinds(sheet)) == (1, 1000, [("other_currency", "")])


def test_a_shop_with_a_code_per_customer_does_not_fill_the_page() -> None:
    orders = [order for i in range(500) for order in sales(f"THANKS-{i:04d}", 1)]
    entries = compare(orders, []).differences
    assert (len(entries), "488 further codes" in entries[-1].text) == (13, True)


def test_a_cancelled_order_is_seen_and_not_counted() -> None:
    sheet = compare(sales("MINA10", 1, cancelled_at=SALE.at), [("a", deal(1, "MINA10"))])
    assert (sheet.orders, sheet.counted, sheet.net.minor, own_record(sheet)["a"].orders) == (1, 0, 0, 0)


def test_a_shared_code_counts_for_nobodys_own_record() -> None:
    sheet = compare(sales("SPRING15", 4), [("a", deal(1, "SPRING15")), ("b", deal(2, "SPRING15"))])
    assert (dict(own_record(sheet)), set(held_back(sheet))) == ({}, {"a", "b"})


def test_an_own_record_names_the_codes_that_it_leaves_out() -> None:
    deals = [("a", deal(1, "MINA10")), ("a", deal(2, "SPRING15")), ("b", deal(3, "SPRING15"))]
    record = own_record(compare(sales("MINA10", 2), deals))["a"]
    assert (record.orders, record.held_back) == (2, ("SPRING15: shared with another account",))


def test_the_day_of_an_order_is_that_of_the_zone() -> None:
    order = replace(SALE, at=datetime(2026, 5, 1, 23, 30, tzinfo=UTC))
    days = [compare([order], [], timezone=zone).days for zone in ("UTC", "Europe/Berlin")]
    assert days == [(("2026-05-01", 1),), (("2026-05-02", 1),)]


def test_a_day_without_an_order_is_a_day_with_none() -> None:
    orders = [SALE, replace(SALE, external_id="2", at=datetime(2026, 5, 3, 12, tzinfo=UTC))]
    assert compare(orders, []).days == (("2026-05-01", 1), ("2026-05-02", 0), ("2026-05-03", 1))


def test_a_zone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(InputError):
        compare([], [], timezone="Europe/Nowhere")


def test_a_list_without_orders_and_a_shop_without_a_list_both_work() -> None:
    assert (compare([], [("a", deal(1, "MINA10"))]).codes[0].orders, compare([SALE], []).untracked) == (0, 1)


@given(st.lists(st.sampled_from(["", "A10X", "B10X", "C10X"]), max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_the_file_changes_no_figure(codes: list[str], dice: Any) -> None:
    orders = [replace(SALE, external_id=str(i), codes=(code,) if code else ()) for i, code in enumerate(codes)]
    deals = [("a", deal(1, "A10X")), ("b", deal(2, "B10X", "C10X"))]
    shuffled = dice.sample(orders, len(orders))
    assert compare(orders, deals) == compare(shuffled, deals)


@given(st.lists(st.sampled_from(["", "A10X", "B10X", "C10X"]), max_size=30))
def test_untracked_shop_and_tracked_orders_add_up_to_the_counted_ones(codes: list[str]) -> None:
    orders = [replace(SALE, external_id=str(i), codes=(code,) if code else ()) for i, code in enumerate(codes)]
    sheet = compare(orders, [("a", deal(1, "A10X"))])
    assert sheet.untracked + sheet.shop_codes + sheet.tracked == sheet.counted == len(orders)


def test_a_source_that_fits_two_accounts_is_given_to_neither() -> None:
    sessions = [("Mina / influencer", 153), ("mina / influencer", 76), ("lumi / influencer", 9), ("x / influencer", 1)]
    handles = [("ig1", "mina"), ("ig2", "lumi"), ("tt2", "lumi")]
    visits = visits_by_account([*sessions, ("google / organic", 50)], handles)
    assert (visits.by_account, set(visits.unclear), visits.unmatched) == (
        {"ig1": 229},
        {"lumi / influencer"},
        {"x / influencer": 1},
    )
