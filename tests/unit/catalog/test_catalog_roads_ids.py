"""Platform ids on the fast road: who was erased stays out under any name, and who was renamed stays one account."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
from readings import Desk, creator, everything_in

from shoal.domain.intake import ReadOptions
from shoal.sources import read, survey

NOW = datetime(2026, 6, 2, 12, 0, tzinfo=UTC)
HER_ID = "UCxmplxmplxmplxmplxmplxm"
ANOTHER_ID = "UCotherotherotherotherot"
LINK = "https://www.youtube.com/channel/{}"


def sheet(path: Path, *names: str, followers: str = "9000") -> Path:
    """Write a sheet of plain lines, and in their middle one line for each of some names."""
    handles = [f"kim.{row}a" for row in range(10)]
    handles[5:5] = names
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("handle", "platform", "followers", "bio"))
        writer.writerows((handle, "youtube", followers, "I mend radios") for handle in handles)
    return path


def bring_in(desk: Desk, path: Path, road: str) -> dict[str, int]:
    """Bring a sheet in by one of the roads; returns how its lines were counted."""
    desk.made += 1
    batch = f"ba_{desk.made}"
    if road == "fast":
        found = survey(path, ReadOptions())
        assert desk.catalog.takes_fast_road(found)
        draft, _ = desk.catalog.bring_in_large(found, batch, NOW, path.name, desk.suppressed)
        return dict(+draft.counts)
    reading = read(path, ReadOptions(), desk.catalog.hasher)
    draft = desk.catalog.draft(reading, NOW, desk.suppressed)
    if not draft.empty:
        desk.catalog.commit(draft, reading, batch, NOW, path.name)
    return dict(+draft.counts)


def forget(desk: Desk, handle: str) -> None:
    pool = desk.catalog.pool(NOW)
    plan = desk.catalog.plan_erasure(tuple(str(one) for one in pool.account_id[pool.handle == handle]))
    desk.suppressed |= frozenset(plan.keys)
    desk.catalog.erase(plan.accounts)


@pytest.mark.parametrize("road", ["slow", "fast"])
@pytest.mark.parametrize("name", [LINK.format(HER_ID), "mina.bakes", "@Mina.Bakes"])
def test_an_erased_person_stays_out_under_her_platform_id_and_her_handle(tmp_path: Path, road: str, name: str) -> None:
    desk = Desk(tmp_path / "catalog")
    desk.bring_in(creator("mina.bakes", platform="youtube", platform_id=HER_ID), creator("lin.k", 2))
    forget(desk, "mina.bakes")

    counts = bring_in(desk, sheet(tmp_path / "again.csv", name), road)

    assert counts == {"new": 10, "held": 1}
    assert desk.catalog.counts()["accounts"] == 11
    held = everything_in(tmp_path / "catalog")
    assert [word for word in (HER_ID, "mina.bakes", "Mina.Bakes") if word in held] == []


@pytest.mark.parametrize("road", ["slow", "fast"])
def test_a_person_erased_under_one_name_stays_out_under_all_the_names_she_had(tmp_path: Path, road: str) -> None:
    desk = Desk(tmp_path / "catalog")
    desk.bring_in(creator("mina.bakes", platform="youtube", platform_id=HER_ID))
    desk.bring_in(creator("mina.cooks", platform="youtube", platform_id=HER_ID), at=NOW)
    forget(desk, "mina.cooks")

    names = ("mina.bakes", "mina.cooks", LINK.format(HER_ID), LINK.format(ANOTHER_ID))
    counts = bring_in(desk, sheet(tmp_path / "again.csv", *names), road)

    assert counts == {"new": 11, "held": 3}


@pytest.mark.parametrize("road", ["slow", "fast"])
def test_a_renamed_account_of_a_large_file_is_one_account_and_undo_gives_it_its_old_name(
    tmp_path: Path, road: str
) -> None:
    desk = Desk(tmp_path / "catalog")
    desk.bring_in(creator("mina.bakes", platform="youtube", platform_id=HER_ID, followers=900), creator("lin.k", 2))
    before = desk.shown(NOW)
    path = sheet(tmp_path / "renamed.csv", LINK.format(HER_ID), LINK.format(ANOTHER_ID))

    first = bring_in(desk, path, road)
    again = bring_in(desk, path, road)
    live = [batch.id for batch in desk.catalog.batches()]
    desk.catalog.undo("ba_2")

    assert first == {"new": 11, "changed": 1}
    assert again == {"same": 12}
    assert live == ["ba_1", "ba_2"]
    assert desk.shown(NOW) == before
