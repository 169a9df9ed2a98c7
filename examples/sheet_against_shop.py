"""Hold a hand-kept sheet against what the shop booked, in Python.

python examples/sheet_against_shop.py
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from shoal.app import difference_title, money_text, open_workspace, untracked_sentence

SHEET = """Name,Profile,Followers,Code,Code uses,Revenue
Mina Muster,instagram.com/mina.xmpl,12500,MINA10,3,90.00 EUR
Zoe Sample,instagram.com/zoe.xmpl,8400,Z0E10,1,25.00 EUR
Kai Trial,tiktok.com/@kai.xmpl,6800,KAI10,4,120.00 EUR
"""
ORDERS = """order id,date,currency,total,status,discount code
1001,2026-05-01 10:00,EUR,40.00,paid,MINA10
1002,2026-05-02 11:00,EUR,25.00,paid,ZOE10
1003,2026-05-03 12:00,EUR,31.00,paid,
1004,2026-05-03 15:00,EUR,30.00,refunded,MINA10
"""

with TemporaryDirectory() as folder:
    for name, text in (("sheet.csv", SHEET), ("orders.csv", ORDERS)):
        (Path(folder) / name).write_text(text, encoding="utf-8")
    with open_workspace(Path(folder) / "market.shoal") as desk:
        desk.creators.bring_in(Path(folder) / "sheet.csv")
        desk.results.bring_in_orders(Path(folder) / "orders.csv")
        booked = desk.results.sheet()
        if booked is None:
            raise SystemExit("no orders came in")
        print(untracked_sentence(booked))
        for record in booked.codes:
            if record.owners:
                print(f"{record.code}: {record.counted} orders, {money_text(record.net)} net")
        for difference in booked.differences:
            print(f"{difference_title(difference.kind)}\n  {difference.text}\n  {difference.settle}")
