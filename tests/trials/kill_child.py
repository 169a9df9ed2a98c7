"""What a kill interrupts: reads a folder and a task per line, does the task in a forked child, says its pid and end."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from readings import AT, Desk, comment, creator, post, seen

from shoal.app import demo_settings, make_workspace, open_workspace
from shoal.app.imports.large import FAST_FROM_BYTES
from shoal.catalog import fast
from shoal.config import Settings
from shoal.domain.brief import Brand
from shoal.domain.intake import Batch, ReadOptions
from shoal.domain.people import LOCAL
from shoal.domain.trade import Order
from shoal.ledger import open_ledger
from shoal.sources import read_synthetic, survey

if TYPE_CHECKING:
    from shoal.ledger import Ledger

BRAND = Brand(id="bd_1", slug="oat", name="Oat & Co", currency="EUR", timezone="Europe/Vienna")

PEOPLE, BASE, FANS, NOTES = 3_000, 200, 2, 50
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

LARGE = 9_000  # lines of accounts that nobody knows; the file is as large as one that takes the fast road
TWICE, KNOWN, ODD_EVERY = 20, 10, 50
HELD = "big7.held"
LARGE_ROWS = LARGE + KNOWN  # what is stored of it: neither what repeats a line nor who was erased


def large_file(path: Path) -> None:
    """Write a large sheet with all kinds of lines: plain, odd, repeated, of known accounts, of somebody erased."""
    new = [f"big{n}.a" for n in range(LARGE)]
    handles = [*new, *new[:TWICE], *(f"old0.{n}" for n in range(1, KNOWN + 1)), HELD]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("handle", "platform", "followers", "bio"))
        for row, handle in enumerate(handles):
            followers = "12,5k" if row % ODD_EVERY == 1 and row < LARGE else 70_000
            writer.writerow((handle, "instagram", followers, f"large words {'and more ' * 10}of {handle}"))
    assert path.stat().st_size >= FAST_FROM_BYTES


def prepare(folder: Path) -> None:
    """Make a workspace in which she is known from three batches among others, and spoken of in the ledger."""
    folder.mkdir(exist_ok=True)
    with ledger_in(folder) as ledger:
        for number in range(NOTES):
            ledger.notes.add_note(f"cr_{number}", f"unlike @{HER}", private=False, by=LOCAL, at=AT)
            ledger.audit.record(LOCAL, "notes.add", "", {"text": f"unlike {HER}, confided {'x' * 500}"}, AT)
    desk = Desk(folder / "catalog")
    for turn in range(3):
        rows = [creator(f"old{turn}.{n}", n, followers=n) for n in range(1, BASE)]
        hers = (
            creator(HER, BASE, followers=900 + turn, bio=f"confided{turn}", handle_raw="@Mina.Bakes"),
            post(HER, f"pp{turn}"),
        )
        desk.bring_in(
            *rows, *hers, comment(f"pp{turn}", "confided words"), seen(HER, f"fan{turn}"), label=f"about {HER}"
        )
    desk.catalog.close()
    large_file(folder / "large.csv")


def bring_in_large(folder: Path) -> None:
    # few words looked up before: then odd lines are met as in a file a hundred times larger
    fast.LOOKED_UP_BYTES, fast.LOOKED_UP_PIECES, fast.FEWEST_AGAIN = 2_000, 4, 1
    desk = Desk(folder / "catalog")
    found = survey(folder / "large.csv", ReadOptions())
    assert desk.catalog.takes_fast_road(found)
    gone = frozenset({desk.catalog.hasher.account_id("instagram", "handle", HELD)})
    desk.catalog.bring_in_large(found, "ba_killed", AT, "large", gone)


def bring_in(folder: Path) -> None:
    Desk(folder / "catalog").bring_in(*FILE, batch="ba_killed")


@contextmanager
def ledger_in(folder: Path) -> Iterator[Ledger]:
    """Open the ledger of a workspace as its only brand sees it."""
    whole = open_ledger(Settings(folder=folder), bytes(32))
    if not whole.people.brands():
        whole.people.add_brand(BRAND, AT)
    yield whole.of(BRAND.id)
    whole.close()


def bring_in_orders(folder: Path) -> None:
    with ledger_in(folder) as ledger:
        ledger.trade.add_orders(ledger.trade.draft_orders(ORDERS), ORDER_BATCH)


def forget(folder: Path) -> None:
    """Do what the verb does, in its order."""
    desk = Desk(folder / "catalog")
    pool = desk.catalog.pool(AT)
    accounts = tuple(str(one) for one in pool.account_id[pool.handle == HER])
    if accounts:
        plan = desk.catalog.plan_erasure(accounts)
        with ledger_in(folder) as ledger:
            ledger.erasure.suppress(plan.keys, "request", AT)
            ledger.erasure.forget("cr_" + accounts[0].removeprefix("ac_"), plan.words, AT)
        desk.catalog.erase(accounts)
    desk.catalog.close()


def make_market(folder: Path) -> None:
    """Make a workspace into which a made-up market came, and nothing else was done."""
    make_workspace(demo_settings(folder, 7))
    with open_workspace(folder) as shoal:
        for reading in read_synthetic("synthetic://?seed=7&creators=60", shoal.catalog.hasher):
            if reading.kind != "orders":
                shoal.creators.bring_in_reading(reading, label=reading.kind)


def prepare_import(folder: Path) -> None:
    with open_workspace(folder) as shoal:
        shoal.imports.prepare()


TASKS = {
    "bring_in": bring_in, "bring_in_large": bring_in_large, "bring_in_orders": bring_in_orders, "forget": forget,
    "prepare_import": prepare_import,
}  # fmt: skip


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
