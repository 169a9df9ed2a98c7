"""A sheet that disagrees with its shop, by hand."""

from __future__ import annotations

from datetime import date, timedelta

from report_people import PEOPLE, code_of

from shoal.domain.trade import CodeRecord, SheetAgainstShop, SheetDifference
from shoal.domain.values import Money


def code_record(code: str, owners: tuple[str, ...], counted_orders: int, net: int, **changes: int) -> CodeRecord:
    def euros(minor: int) -> Money:
        return Money(minor=minor, currency="EUR")

    refunds = changes.get("refunds", 1_125)
    cancelled, pending = changes.get("cancelled", 1), changes.get("pending", 0)
    return CodeRecord(
        code=code,
        owners=owners,
        orders=counted_orders + cancelled + pending,
        cancelled=cancelled,
        pending=pending,
        counted=counted_orders,
        full_refunds=1,
        part_refunds=2,
        customers=counted_orders,
        gross=euros(net + refunds),
        refunds=euros(refunds),
        net=euros(net),
        net_goods=euros(int(net * 0.9)),
    )


def sheet() -> SheetAgainstShop:
    codes = tuple(code_record(code_of(n), (f"ac_{n + 1:02d}",), 15 - n, 50_206 - 3_000 * n) for n in range(len(PEOPLE)))
    codes += (
        code_record("", (), 65, 237_880, cancelled=3, pending=3, refunds=12_590),
        code_record("PIA20", ("ac_away",), 32, 94_228, cancelled=3, pending=3),
        code_record("WELCOME5", (), 20, 72_727, cancelled=2),
    )
    differences = (
        SheetDifference(
            kind="typed_not_booked",
            code="LEO10",
            account_ids=("ac_12",),
            row=57,
            text="2 uses and €61.80 are typed, the shop booked none",
            settle="Look the orders up, or strike them out",
        ),
        SheetDifference(
            kind="mistyped",
            code="NORA1O",
            account_ids=("ac_08",),
            row=20,
            text="NORA1O has no order; NORA10 has 7 and no owner",
            settle="Say whether NORA10 is the code of {cr_08}",
        ),
        SheetDifference(
            kind="leak_suspect",
            code="PIA20",
            account_ids=("ac_away",),
            row=9,
            text="38 orders beside 3 link clicks: unusual, because other codes have more clicks than orders",
            settle="Search for the code on coupon pages",
        ),
        SheetDifference(
            kind="uses_differ",
            code="TILDA10",
            account_ids=("ac_03",),
            row=58,
            text="9 uses typed, 6 booked",
            settle="Correct the sheet",
        ),
        SheetDifference(
            kind="revenue_differs",
            code="WANDA10",
            account_ids=("ac_04",),
            row=59,
            text="€1,142.40 typed, €114.24 booked: ten times as much",
            settle="Look at the decimal mark",
        ),
        SheetDifference(
            kind="shared",
            code="SPRING15",
            account_ids=("ac_05", "ac_06"),
            text="8 orders and two owners: given to neither",
            settle="Say whose it is, or since when",
        ),
    )
    first = date(2026, 3, 16)
    days = tuple(((first + timedelta(days=n)).isoformat(), 3 + (n * 7) % 6) for n in range(63) if n not in (5, 6, 20))
    return SheetAgainstShop(
        currency="EUR",
        orders=400,
        counted=367,
        gifts=6,
        untracked=65,
        shop_codes=33,
        tracked=269,
        gross=Money(minor=1_477_355, currency="EUR"),
        refunds=Money(minor=82_370, currency="EUR"),
        net=Money(minor=1_270_068, currency="EUR"),
        net_tracked=Money(minor=959_461, currency="EUR"),
        typed_uses=290,
        typed_revenue=Money(minor=1_153_665, currency="EUR"),
        codes=codes,
        differences=differences,
        days=days,
    )
