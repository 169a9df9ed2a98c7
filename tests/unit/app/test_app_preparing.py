"""What an import would leave to the first look is done right after it: once, however many want it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from vetting_market import fill, open_market

from shoal.app import Shoal
from shoal.domain.intake import ReadOptions
from shoal.domain.people import Actor
from shoal.domain.search import SearchQuery
from shoal.errors import DeniedError

CAPTION = "sourdough and slow mornings, my code {n} at the bakery #ad"
BRIEF = {"name": "spring", "text": "bread and slow mornings", "budget": "900 EUR", "tiers": ["nano", "micro"]}
CHILD = """
import sys
from datetime import UTC, datetime
from shoal.app import open_workspace

with open_workspace(sys.argv[1], clock=datetime(2026, 6, 1, 12, 0, tzinfo=UTC)) as shoal:
    print("ready", flush=True)
    sys.stdin.readline()
    done = shoal.imports.prepare()
    print(done.accounts, shoal.searching.state().version)
"""


def captions(folder: Path, people: int = 30, posts: int = 8) -> Path:
    lines = ["handle,platform,post id,posted at,likes,comments,caption"]
    lines += [
        f'creator.{n},instagram,c{n}-{k},2026-05-{10 + k}T10:00:00Z,200,9,"{CAPTION.format(n=n)}"'
        for n in range(people)
        for k in range(posts)
    ]
    path = folder / "captions.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a workspace into which files with posts and captions came, and nothing else was done."""
    folder = tmp_path_factory.mktemp("imported")
    with open_market(folder) as shoal:
        fill(shoal, folder)
        shoal.creators.bring_in(captions(folder), ReadOptions(kind="posts"))
    return folder / "market.shoal"


@pytest.fixture
def folder(imported: Path, tmp_path: Path) -> Path:
    shutil.copytree(imported, tmp_path / "market.shoal")
    return tmp_path


def made(folder: Path) -> dict[str, int]:
    """Return the files of what was made of the catalogue, with when each was written; locks and marks are empty."""
    files = (path for name in ("derived", "index") for path in (folder / "market.shoal" / name).rglob("*"))
    return {str(path): path.stat().st_mtime_ns for path in files if path.is_file() and path.stat().st_size}


def main_job(shoal: Shoal) -> None:
    shoal.vetting.run()
    shoal.planning.build(shoal.planning.shortlist(shoal.planning.brief(BRIEF)))
    shoal.searching.find(SearchQuery(text="sourdough"))


def child(folder: Path) -> subprocess.Popen[str]:
    """Start a process that prepares the workspace once it is told to; it is ready when this returns."""
    command = [sys.executable, "-W", "ignore", "-c", CHILD, str(folder / "market.shoal")]
    made = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(os.environ))
    assert made.stdout is not None
    assert made.stdout.readline() == "ready\n"
    return made


def go(one: subprocess.Popen[str]) -> None:
    assert one.stdin is not None
    one.stdin.write("go\n")
    one.stdin.flush()


def test_after_it_vetting_shortlist_plan_and_search_build_nothing(folder: Path):
    with open_market(folder) as shoal:
        done = shoal.imports.prepare()
    before = made(folder)
    with open_market(folder) as shoal:
        main_job(shoal)

    assert (done.accounts, done.creators, done.later) == (30, 43, ())
    assert {Path(name).name for name in before} >= {"text-hints.npz", "league-fits.npz", "current", "v0000001.json"}
    assert made(folder) == before


def test_without_it_the_first_look_builds_the_same(folder: Path):
    with open_market(folder) as shoal:
        main_job(shoal)
        done = shoal.imports.prepare()

    assert (done.accounts, done.creators, shoal.searching.state().version) == (0, 43, 1)


def test_what_comes_in_later_is_taken_in_alone(folder: Path, tmp_path: Path):
    with open_market(folder) as shoal:
        shoal.imports.prepare()
        lines = (
            "handle,platform,post id,posted at,likes,comments,caption\ncreator.5,instagram,new,2026-05-25,20,1,a loaf\n"
        )
        (tmp_path / "more.csv").write_text(lines, encoding="utf-8")
        shoal.creators.bring_in(tmp_path / "more.csv", ReadOptions(kind="posts"))
        done = shoal.imports.prepare()

        assert (done.accounts, shoal.searching.state().version, shoal.searching.standing()) == (1, 2, "current")


def test_of_very_many_creators_nothing_is_made_and_that_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("shoal.app.imports.preparing.ALL_WEIGHED", 42)
    with open_market(folder) as shoal:
        done = shoal.imports.prepare()

    assert "more than 42 accounts" in " ".join(done.later)
    assert made(folder) == {}


def test_too_many_texts_are_left_and_said_and_a_worker_reads_them(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("shoal.app.known.findings.MOST_TEXTS", 8)
    monkeypatch.setattr("shoal.app.imports.preparing.MOST_TEXTS", 9)
    with open_market(folder) as shoal:
        left = shoal.imports.prepare()
        job = shoal.jobs.add("prepare", {}, key="one")
        shoal.jobs.work()
        done = shoal.jobs.job(job.id)

    assert (left.accounts, "30 accounts are left" in " ".join(left.later), left.creators) == (0, True, 43)
    assert (done.state, done.result["accounts"], done.result["later"]) == ("done", 30, [])


def test_word_lists_that_cannot_be_used_fail_no_job(folder: Path):
    (folder / "market.shoal" / "words.toml").write_text("nothing = [", encoding="utf-8")
    with open_market(folder) as shoal:
        job = shoal.jobs.add("prepare", {}, key="one")
        shoal.jobs.work()

        assert (shoal.jobs.job(job.id).state, len(shoal.jobs.job(job.id).result["later"])) == ("done", 1)


def test_an_upload_and_its_undo_leave_it_to_a_worker(folder: Path):
    with open_market(folder) as shoal:
        upload = shoal.imports.add("more.csv", [b"Handle,Platform,Followers\nnina.new,instagram,9000\n"])
        batch = shoal.imports.bring_in(upload.id).batch_id
        brought = (shoal.jobs.work(), shoal.searching.state().rows, shoal.searching.standing())
        shoal.imports.undo(batch)
        undone = (shoal.jobs.work(), shoal.searching.state().rows, shoal.searching.standing())

    assert (brought, undone) == ((1, 44, "current"), (1, 43, "current"))


def test_two_processes_at_once_read_each_text_once_and_build_one_index(folder: Path):
    both = [child(folder), child(folder)]
    for one in both:
        go(one)
    told = [one.communicate(timeout=60)[0].split() for one in both]

    assert sorted(int(accounts) for accounts, _ in told) == [0, 30]
    assert [version for _, version in told] == ["1", "1"]


def test_who_may_only_read_prepares_nothing(folder: Path):
    viewer = Actor(id="us_1", name="Cleo", role="viewer", door="page")
    with open_market(folder) as shoal, shoal.acting(viewer), pytest.raises(DeniedError):
        shoal.imports.prepare()
