"""The shop's orders beside the list: counts and sums per code, the differences, and what a plan makes of them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from e2e.conftest import Command, opened

from shoal.app import Shoal
from shoal.domain.trade import CodeRecord, SheetAgainstShop
from shoal.errors import ConflictError

ORDERS = "shopify_orders.csv"
FIGURES = ("orders", "cancelled", "pending", "counted", "full_refunds", "part_refunds")
NAMES = ("orders", "cancelled", "pending", "counted", "refunded_full", "refunded_part")


@pytest.fixture
def desk(tmp_path: Path, samples: Path) -> Iterator[Shoal]:
    """Return a workspace with the list in it, and no orders."""
    with opened(tmp_path / "market.shoal") as found:
        found.creators.bring_in(samples / "brand_spreadsheet.csv")
        yield found


@pytest.fixture
def booked(desk: Shoal, samples: Path) -> SheetAgainstShop:
    desk.results.bring_in_orders(samples / ORDERS)
    found = desk.results.sheet()
    assert found is not None
    return found


def euros(minor: int) -> Decimal:
    return Decimal(minor) / 100


def told(record: CodeRecord) -> tuple[Any, ...]:
    money = (record.gross, record.refunds, record.net, record.net_goods)
    return (*(getattr(record, name) for name in FIGURES), *(euros(amount.minor) for amount in money))


def differences(booked: SheetAgainstShop, kind: str) -> set[str]:
    return {found.code for found in booked.differences if found.kind == kind}


def test_an_order_whose_total_was_edited_is_named_and_keeps_what_was_first_known(
    desk: Shoal, samples: Path, tmp_path: Path
):
    desk.results.bring_in_orders(samples / ORDERS)
    with (samples / ORDERS).open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    head, edited = lines[0], lines[1]
    edited[head.index("Total")] = "9999.00"
    later = tmp_path / "later.csv"
    with later.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)

    preview = desk.results.preview_orders(later)

    told = [fact for fact in preview.facts_found if "what was first known stays" in fact]
    assert len(told) == 1
    assert told[0].startswith(f"1 of the known orders came with another total (such as {edited[head.index('Name')]})")
    assert preview.counts == {"new": 0, "same": 400}


def test_576_lines_are_400_orders_and_a_second_import_adds_none(desk: Shoal, samples: Path):
    first = desk.results.bring_in_orders(samples / ORDERS)
    again = desk.results.preview_orders(samples / ORDERS)

    assert (first.counts["new"], again.counts) == (400, {"new": 0, "same": 400})
    with pytest.raises(ConflictError, match="all 400 orders are known"):
        desk.results.bring_in_orders(samples / ORDERS)


def test_undoing_the_orders_leaves_none_and_they_can_come_back(desk: Shoal, samples: Path):
    batch = desk.results.bring_in_orders(samples / ORDERS)

    desk.creators.undo(batch.id)

    assert desk.results.sheet() is None
    assert desk.results.bring_in_orders(samples / ORDERS).counts["new"] == 400


def test_every_code_has_the_figures_of_the_readme(booked: SheetAgainstShop, expected: dict[str, Any]):
    wanted = {
        "" if code == "(no code)" else code: (
            *(figures[name] for name in NAMES),
            *(Decimal(figures[name]) for name in ("gross_total", "refunds", "net_revenue", "net_merchandise")),
        )
        for code, figures in expected["shopify_orders"]["by_code"].items()
        if code != "all"
    }

    assert wanted == {record.code: told(record) for record in booked.codes if record.orders and record.code in wanted}


def test_the_sums_are_those_of_the_readme(booked: SheetAgainstShop):
    sums = (booked.orders, booked.counted, booked.gifts, euros(booked.gross.minor), euros(booked.refunds.minor))

    assert (400, 367, 6, Decimal("14773.55"), Decimal("823.70"), Decimal("12700.68")) == (
        *sums,
        euros(booked.net.minor),
    )


def test_typed_uses_and_revenue_are_not_counted_twice(booked: SheetAgainstShop):
    assert booked.typed_revenue is not None
    assert (booked.typed_uses, booked.typed_revenue.minor) == (290, 1_153_665)


def test_untracked_orders_come_first_and_nothing_is_lost_between_the_parts(booked: SheetAgainstShop):
    assert booked.untracked == 65
    assert booked.counted == booked.untracked + booked.shop_codes + booked.tracked


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("typed_not_booked", "LEO10"),
        ("uses_differ", "TILDA10"),
        ("revenue_differs", "WANDA10"),
        ("mistyped", "NORA1O"),
        ("shared", "SPRING15"),
        ("leak_suspect", "PIA20"),
    ],
)
def test_each_planted_difference_is_named_and_no_other_of_its_kind(booked: SheetAgainstShop, kind: str, code: str):
    assert differences(booked, kind) == {code}


def test_a_near_match_is_offered_and_not_made(booked: SheetAgainstShop):
    offered = next(found for found in booked.differences if found.kind == "mistyped")
    shop = next(record for record in booked.codes if record.code == "NORA10")

    assert (offered.near, shop.owners) == ("NORA10", ())


@pytest.mark.usefixtures("booked")
def test_sales_by_a_shared_code_go_to_neither_owner(desk: Shoal):
    for handle in ("instagram:ben.xmpl.toast", "instagram:cara.xmpl.toast"):
        assert desk.creators.show(handle).verdict.kind != "own record"


@pytest.mark.usefixtures("booked")
def test_a_suspected_leak_is_held_back_from_the_own_record(desk: Shoal):
    assert desk.creators.show("instagram:pia_xmpl").verdict.kind != "own record"


@pytest.mark.usefixtures("booked")
def test_own_sales_become_a_reason_on_the_shortlist_and_the_basis_in_the_plan(desk: Shoal):
    desk.planning.brief(name="spring", goal="orders", budget="1500 EUR", text="bread")
    shortlist = desk.planning.shortlist("spring")
    plan = desk.planning.build(shortlist)
    mina = desk.creators.show("instagram:mina.backt.xmpl").creator.id
    candidate = next(found for found in shortlist.candidates if found.creator_id == mina)

    assert [reason.check for reason in candidate.reasons if reason.weight == "+"][:1] == ["own_record"]
    assert candidate.response.basis == "own_sales"
    assert max(plan.evidence_mix, key=lambda share: share.share).basis == "own_sales"


def test_without_orders_no_line_of_the_plan_rests_on_own_sales(desk: Shoal):
    desk.planning.brief(name="spring", goal="orders", budget="1500 EUR", text="bread")
    plan = desk.planning.build(desk.planning.shortlist("spring"))

    assert "own_sales" not in {line.basis for line in plan.lines}


@pytest.mark.usefixtures("booked")
def test_the_report_opens_with_the_untracked_share_and_names_the_owners_of_codes(desk: Shoal):
    desk.planning.brief(name="spring", goal="orders", budget="300 EUR", text="bread", tiers=["nano"])
    desk.planning.build(desk.planning.shortlist("spring"))
    page = desk.results.report_html("spring")

    assert "65 of 367 orders (17.7\u00a0%) are untracked" in page
    # Pia has too many followers for a nano: she is on no list of this page but for her code's owner
    assert "Pia Exempel" in page


@pytest.mark.usefixtures("booked")
def test_no_name_address_mail_or_phone_of_a_customer_is_kept(desk: Shoal, samples: Path):
    with (samples / ORDERS).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    personal = {row[name].strip("' ") for row in rows for name in ("Email", "Billing Name", "Billing Street", "Phone")}
    kept = b"".join(path.read_bytes() for path in desk.settings.folder.rglob("*") if path.is_file())

    assert [text for text in personal if len(text) > 5 and text.encode() in kept] == []


def test_the_command_line_answers_with_the_sheet_against_the_shop_at_once(
    program: Command, samples: Path, tmp_path: Path
):
    folder = tmp_path / "shop.shoal"
    done = program("orders", "bring-in", samples / ORDERS, "--json", workspace=folder)
    again = program("orders", "bring-in", samples / ORDERS, workspace=folder)

    assert done.data["batch"]["counts"]["new"] == 400
    assert done.data["sheet_against_shop"]["untracked"] == 65
    assert (again.code, "all 400 orders are known as they are" in again.err) == (4, True)
