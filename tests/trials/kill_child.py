"""What a kill interrupts: reads a folder and a task per line, does the task in a forked child, says its pid and end."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from readings import AT, Desk, comment, creator, post, seen

from shoal.domain.intake import Batch
from shoal.domain.trade import Order
from shoal.ledger import open_ledger

PEOPLE, BASE, FANS = 3_000, 200, 2
HER = "mina.bakes"
FILE = (
    *(creator(f"new{n}", n, followers=1_000 + n, bio=f"bio {n}", observed={"credibility": n}) for n in range(PEOPLE)),
    *(post(f"new{n}", f"p{n}", n, likes=n, caption=f"caption {n}") for n in range(PEOPLE)),
    *(comment(f"p{n}", f"text {n}", n, author=f"fan{n}") for n in range(PEOPLE)),
    *(seen(f"new{n}", f"fan{n}-{k}") for n in range(PEOPLE) for k in range(FANS)),
)  # fmt: skip
WHOLE = {
    "accounts": PEOPLE,
    "metrics": PEOPLE,
    "posts": PEOPLE,
    "comments": PEOPLE,
    "audience": FANS * PEOPLE,
    "insights": 0,
}
ORDER = Order(
    store="shop", external_id="", name="", at=AT, currency="EUR", state="paid", subtotal_minor=1_000, shipping_minor=0,
    tax_minor=0, discount_minor=0, total_minor=1_000, refunded_minor=0, cancelled_at=None, codes=("MINA10",),
    customer_key="k", country="AT", tags=(), lines=(),
)  # fmt: skip
ORDERS = tuple(replace(ORDER, external_id=str(n), name=f"#{n}", at=AT + timedelta(minutes=n)) for n in range(PEOPLE))
ORDER_BATCH = Batch(
    id="ba_orders", kind="orders", source="shop", label="June", at=AT, counts={"new": PEOPLE}, policy="own"
)


def prepare(folder: Path) -> None:
    """Make a workspace in which she is known from three batches among others."""
    desk = Desk(folder / "catalog")
    for turn in range(3):
        rows = [creator(f"old{turn}-{n}", n, followers=n) for n in range(1, BASE)]
        hers = (
            creator(HER, BASE, followers=900 + turn, bio=f"secret{turn}", handle_raw="@Mina.Bakes"),
            post(HER, f"pp{turn}"),
        )
        desk.bring_in(*rows, *hers, comment(f"pp{turn}", "secret words"), seen(HER, f"fan{turn}"), label=f"about {HER}")
    desk.catalog.close()


def bring_in(folder: Path) -> None:
    Desk(folder / "catalog").bring_in(*FILE, batch="ba_killed")


def bring_in_orders(folder: Path) -> None:
    ledger = open_ledger(folder / "ledger")
    ledger.add_orders(ledger.draft_orders(ORDERS), ORDER_BATCH)


def forget(folder: Path) -> None:
    """Do what the verb does, in its order."""
    desk, ledger = Desk(folder / "catalog"), open_ledger(folder / "ledger")
    pool = desk.catalog.pool(AT)
    accounts = tuple(str(one) for one in pool.account_id[pool.handle == HER])
    if accounts:
        plan = desk.catalog.plan_erasure(accounts)
        ledger.suppress(plan.keys, "request", AT)
        ledger.forget("cr_" + accounts[0].removeprefix("ac_"), plan.words)
        desk.catalog.erase(accounts)
    desk.catalog.close()


TASKS = {"bring_in": bring_in, "bring_in_orders": bring_in_orders, "forget": forget}


def main() -> None:
    while line := sys.stdin.readline():
        task, _, folder = line.strip().partition(" ")
        pid = os.fork()
        if not pid:
            TASKS[task](Path(folder))
            os._exit(0)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
        sys.stdin.readline()  # the pid stays taken until the test is done with it
        sys.stdout.write(f"{os.waitpid(pid, 0)[1]}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
