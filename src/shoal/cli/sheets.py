"""How the sheet against the shop is told in the terminal."""

from __future__ import annotations

from shoal.cli.output import say, some, table
from shoal.domain.trade import SheetAgainstShop

SHOWN = 12


def tell_sheet(sheet: SheetAgainstShop) -> None:
    """Print what the shop booked beside what the sheet says, the untracked share first."""
    from shoal.app import difference_title, money_text, untracked_sentence

    say(untracked_sentence(sheet))
    say(
        f"  {some(sheet.orders, 'order')}, {sheet.counted:,} counted ({some(sheet.gifts, 'gift')} among them); "
        f"net {money_text(sheet.net)}, of it by creators' codes {money_text(sheet.net_tracked)}"
    )
    typed = "unknown" if sheet.typed_revenue is None else money_text(sheet.typed_revenue)
    say(f"  your sheet says {some(sheet.typed_uses, 'use')} and {typed}")
    kinds = list(dict.fromkeys(difference.kind for difference in sheet.differences))
    for kind in kinds:
        say(f"  {difference_title(kind)}")
        for difference in sheet.differences:
            if difference.kind == kind:
                say(f"    {difference.text}  →  {difference.settle}")
    owned = [code for code in sheet.codes if code.owners]
    ordered = sorted(owned, key=lambda code: -code.net.minor)
    rows = [
        (code.code, code.orders, code.counted, code.cancelled, code.pending, code.full_refunds + code.part_refunds,
         money_text(code.net))
        for code in ordered[:SHOWN]
    ]  # fmt: skip
    headers = ("code", "orders", "counted", "cancelled", "pending", "refunded", "net")
    table("", headers, rows, right=(1, 2, 3, 4, 5, 6))
    if len(ordered) > SHOWN:
        say(f"… and {some(len(ordered) - SHOWN, 'more code')}: see --json or the report")
