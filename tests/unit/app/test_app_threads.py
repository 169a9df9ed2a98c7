"""Many threads and processes on one workspace: opened once, never locked out, never mixed up."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from shoal.app import open_workspace
from shoal.domain.people import Actor

SHEET = "Handle,Platform,Followers,Country\n" + "".join(f"creator{n},instagram,{n + 1000},AT\n" for n in range(300))


def at_once(*tasks: Callable[[], Any]) -> list[Any]:
    found: list[Any] = [None] * len(tasks)
    gate = threading.Barrier(len(tasks))

    def run(place: int) -> None:
        gate.wait()
        try:
            found[place] = tasks[place]()
        except Exception as error:  # noqa: BLE001  the test looks at it
            found[place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(tasks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads), "threads wait for each other for ever"
    return found


def test_threads_that_open_a_workspace_at_the_same_moment_open_it_once(tmp_path: Path) -> None:
    for turn in range(3):
        with open_workspace(tmp_path / f"{turn}.shoal") as shoal:
            ways = [
                lambda: shoal.brand, lambda: shoal.ledger, lambda: shoal._whole_ledger, lambda: shoal.catalog,
                shoal.team.brands, lambda: shoal.ledger, lambda: shoal.brand, lambda: shoal.catalog,
            ]  # fmt: skip
            found = at_once(*ways)
            assert (found[0] is found[6], found[1] is found[5], found[3] is found[7]) == (True, True, True)
            assert found[4] == (found[0],)


def test_eight_threads_work_for_two_brands_and_see_only_their_own(tmp_path: Path) -> None:
    with open_workspace(tmp_path / "market.shoal") as shoal:
        brands = (shoal.brand, shoal.team.add_brand("Tea House", currency="GBP", timezone="UTC"))
        before = {brand.id: len(shoal.ledger_of(brand.id).audit.entries()) for brand in brands}

        def work(thread: int) -> list[str]:
            brand = brands[thread % 2]
            with shoal.acting(Actor(id=f"me_{thread}", name=brand.name, role="owner", door="web"), brand):
                for turn in range(50):
                    if turn % 10 == thread:
                        shoal.record("test.write", f"{thread}")
                    assert shoal.brand == brand
                    assert {entry.brand_id for entry in shoal.ledger.audit.entries(verb="test.write")} <= {brand.id}
                    shoal.ledger.planning.briefs()
                return [entry.actor_name for entry in shoal.ledger.audit.entries(actor_id=f"me_{thread}")]

        found = at_once(*(lambda n=n: work(n) for n in range(8)))
        assert found == [[brands[n % 2].name] * 5 for n in range(8)]
        assert {brand.id: len(shoal.ledger_of(brand.id).audit.entries()) for brand in brands} == {
            brand_id: count + 20 for brand_id, count in before.items()
        }


def test_a_file_is_brought_in_by_the_command_line_while_pages_are_read(tmp_path: Path) -> None:
    folder, sheet = tmp_path / "market.shoal", tmp_path / "list.csv"
    sheet.write_text(SHEET, encoding="utf-8")
    with open_workspace(folder) as shoal:
        _ = shoal.ledger
        command = [sys.executable, "-m", "shoal", "creators", "bring-in", str(sheet), "-w", str(folder)]
        started = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        seen = []
        while started.poll() is None:
            seen.append(shoal.catalog.counts()["accounts"])
            shoal.ledger.audit.entries()
            shoal.record("home.look")
        told = started.communicate()
        assert (started.returncode, set(seen) <= {0, 300}) == (0, True), told
        assert shoal.catalog.counts()["accounts"] == 300
        assert [record.file_name for record in shoal.ledger.entry.imports()] == ["list.csv"]
        assert shoal.team.verify_audit() is None
