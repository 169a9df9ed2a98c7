"""Manners of the command line: one JSON shape, documented exit codes, a quick help, and quiet ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from e2e.conftest import Command
from typer.main import get_command

from shoal import __version__
from shoal.cli.main import app

SHEET = """Name,Profile,Followers,ER,Country,Niche,Fee,Code
Mina Muster,instagram.com/mina.xmpl,"12,5k",3.4%,Austria,baking,120 EUR,MINA10
Theo Example,https://www.tiktok.com/@theo.xmpl,48.2k,7.9%,Germany,"cooking, baking",250 EUR,THEO15
Zoe Sample,instagram.com/zoe.xmpl,8400,4.1%,Austria,"home, baking",90 EUR,ZOE10
Kai Trial,instagram.com/kai.xmpl,6800,5.6%,Germany,baking,80 EUR,KAI10
"""
ORDERS = """order id,date,currency,total,status,discount code
1001,2026-05-01 10:00,EUR,40.00,paid,MINA10
1002,2026-05-02 11:00,EUR,25.00,paid,
1003,2026-05-03 12:00,EUR,31.00,paid,THEO15
"""
INSIGHTS = "Date,Video views,Likes\n2026-05-01,100,9\n2026-05-02,130,11\n"
ROOMS = ("catalog", "engines", "sources", "signals", "match", "plan", "measure", "ledger", "report", "world", "app")
LIBRARIES = ("numpy", "scipy", "duckdb", "django", "openpyxl", "babel")


def every_verb() -> set[str]:
    """Collect the verbs that the command tree holds, as ``creators vet`` or ``demo``."""
    found = set()
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        found |= {f"{name} {verb}" for verb in getattr(command, "commands", {})} or {name}
    return found


# these stay until they are stopped, or settle something once at the machine: there is no answer to read by program
RUNS_OR_SETTLES = ("serve", "work", "owner-link", "second-factor-off", "migrate")
# these ask another machine, or are told a token by somebody who types: tests of their own walk them
ASKS_OUTSIDE = ("connections connect", "connections test", "creators look-up")
JOURNEY: tuple[tuple[str, ...], ...] = (
    ("creators preview", "sheet.csv"),
    ("creators bring-in", "sheet.csv", "--as", "my list"),
    ("creators batches",),
    ("creators add", "https://www.instagram.com/lea.xmpl/"),
    ("creators count", "lea.xmpl", "410,12", "385,9", "?,20", "298,7"),
    ("creators handcount", "zoe.xmpl", "--every", "84", "--real", "90", "--unsure", "4", "--fake", "6"),
    ("creators find", "baking near Graz under 30k"),
    ("creators like", "mina.xmpl"),
    ("index build",),
    ("index show",),
    ("creators show", "mina.xmpl"),
    ("creators vet",),
    ("creators vet", "--verify"),
    ("creators rules",),
    ("creators answer", "mina.xmpl", "engagement", "my posts were boosted in May"),
    ("creators looked", "mina.xmpl", "open"),
    ("creators same", "mina.xmpl", "zoe.xmpl", "--as", "other"),
    ("orders preview", "orders.csv"),
    ("orders bring-in", "orders.csv"),
    ("results preview", "insights.csv"),
    ("results sheet",),
    ("briefs add", "--name", "spring", "--budget", "400 EUR", "--text", "baking", "--market", "AT", "--market", "DE"),
    ("briefs show", "spring"),
    ("briefs list",),
    ("creators words",),
    ("connections show",),
    ("connections calls",),
    ("connections remove",),
    ("shortlist build", "spring"),
    ("shortlist show", "spring"),
    ("shortlist compare", "spring", "mina.xmpl", "zoe.xmpl"),
    ("shortlist decide", "spring", "mina.xmpl", "--as", "wanted", "--reason", "bakes"),
    ("shortlist export", "spring", "--to", "vetted.xlsx", "--force"),
    ("shortlist export", "spring", "--approval", "--to", "approval.html", "--force"),
    ("shortlist returned", "spring", "approval.html"),
    ("shortlist told", "spring", "--how", "by mail"),
    ("shortlist share", "spring", "--label", "Carl"),
    ("shortlist links", "spring"),
    ("shortlist answers", "LINK"),
    ("shortlist unshare", "LINK"),
    ("plan build", "spring"),
    ("plan show", "spring"),
    ("report", "spring"),
    ("doctor",),
    ("backup", "--to", "copies"),
    ("creators forget", "kai.xmpl"),
    ("creators undo", "BATCH"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a sheet, orders and insights in it; the workspace comes to lie beside them."""
    for name, text in (("sheet", SHEET), ("orders", ORDERS), ("insights", INSIGHTS)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def test_every_verb_answers_in_the_one_shape(shoal: Command, folder: Path):
    """Walks the whole journey; a verb that is not on it makes the last line fail."""
    workspace, batch, link, wrong = folder / "market.shoal", "", "", []
    for verb, *words in JOURNEY:
        said = [{"BATCH": batch, "LINK": link}.get(word, word) for word in words]
        done = shoal(*verb.split(), *said, "--json", workspace=workspace, typed="y\n")
        if done.code or set(done.shape) != {"shoal", "verb", "data"} or done.shape["verb"] != verb:
            wrong.append((verb, done.code, done.err))
        batch = done.data["id"] if verb == "creators bring-in" else batch
        link = done.data["link"]["id"] if verb == "shortlist share" else link
    demo = shoal("demo", "--creators", "120", "--json", workspace=folder / "demo.shoal")

    assert wrong == []
    assert (demo.shape["verb"], demo.shape["shoal"]) == ("demo", __version__)
    assert every_verb() == {verb for verb, *_ in JOURNEY} | {"demo", *RUNS_OR_SETTLES, *ASKS_OUTSIDE}


def test_every_verb_also_answers_in_words(shoal: Command, folder: Path):
    workspace, batch, link, wrong = folder / "market.shoal", "", "", []
    for verb, *words in JOURNEY:
        said = [{"BATCH": batch, "LINK": link}.get(word, word) for word in words]
        done = shoal(*verb.split(), *said, workspace=workspace, typed="y\n")
        if done.code or not done.out.strip() or "{cr_" in done.out or "Traceback" in done.err:
            wrong.append((verb, done.code, done.out, done.err))
        if verb == "creators bring-in":
            batch = done.out.split()[1]
        if verb == "shortlist share":
            link = done.out.partition("; id ")[2].partition(";")[0]

    assert wrong == []


@pytest.mark.parametrize(
    ("words", "code", "name"),
    [
        (("creators", "preview", "missing.csv"), 3, "not_found"),
        (("creators", "nonsense"), 2, "input.usage"),
        (("creators", "vet", "--limit", "many"), 2, "input.usage"),
        (("creators", "show", "nobody.xmpl"), 3, "not_found"),
        (("plan", "show", "nowhere"), 3, "not_found"),
        (("creators", "undo", "ba_none"), 3, "not_found"),
        (("creators", "bring-in", "sheet.csv"), 4, "conflict"),
        (("briefs", "add", "--name", "x", "--budget", "100 EUR", "--text", "only Christian creators"), 6,
         "policy.protected_trait"),
        (("briefs", "add", "--name", "x", "--budget", "a lot"), 2, "input.invalid"),
    ],
)  # fmt: skip
def test_a_failure_leaves_with_the_code_of_its_kind_and_in_the_one_shape(
    shoal: Command, folder: Path, words: tuple[str, ...], code: int, name: str
):
    workspace = folder / "market.shoal"
    shoal("creators", "bring-in", "sheet.csv", workspace=workspace)

    done = shoal(*words, "--json", workspace=workspace)

    assert (done.code, done.error["code"], done.out) == (code, name, "")
    assert set(done.error) == {
        "code", "message", "received", "allowed", "next_step", "retryable", "fields", "id",
    }  # fmt: skip


def test_a_missing_workspace_is_not_made_by_looking(shoal: Command, tmp_path: Path):
    done = shoal("creators", "vet", "--json", workspace=tmp_path / "none.shoal")

    assert (done.code, done.error["code"], (tmp_path / "none.shoal").exists()) == (3, "not_found", False)


def test_a_bug_is_told_with_an_id_and_without_a_traceback(
    shoal: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_words: object, **_more: object) -> None:
        raise RuntimeError("a cell of somebody")

    monkeypatch.setattr("shoal.app.machine_checks", broken)
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(folder))

    done = shoal("doctor", "--json")

    assert (done.code, done.error["code"], "a cell of somebody" in done.err + done.out) == (1, "bug", False)
    assert "RuntimeError: a cell" in (folder / f"shoal-bug-{done.error['id']}.txt").read_text(encoding="utf-8")


def test_the_next_command_that_a_preview_names_reads_the_file_alike(shoal: Command, folder: Path):
    (folder / "my codes.csv").write_text("code,followers\nA1,1200\nA2,900\n", encoding="utf-8")
    said = ("my codes.csv", "--platform", "tiktok", "--key", "code", "--column", "followers=followers")

    done = shoal("creators", "preview", *said, workspace=folder / "market.shoal")

    assert (
        "shoal creators bring-in 'my codes.csv' --platform tiktok --key code --column followers=followers "
        f"--workspace {folder / 'market.shoal'}"
    ) in done.out


def test_a_preview_without_a_workspace_makes_none(shoal: Command, folder: Path):
    done = shoal("creators", "preview", "sheet.csv")

    assert (done.code, sorted(path.name for path in folder.iterdir())) == (
        0, ["insights.csv", "orders.csv", "sheet.csv"],
    )  # fmt: skip


HELP = """
import sys
sys.argv = ["shoal", "--help"]
from shoal.cli.main import run
try:
    run()
finally:
    print("LOADED", *sys.modules)
"""


def test_help_loads_no_room_and_no_heavy_library():
    done = subprocess.run([sys.executable, "-c", HELP], capture_output=True, text=True, check=False, timeout=60)
    loaded = done.stdout.split("LOADED ", 1)[1].split()

    assert [name for name in loaded if name.split(".")[0] in LIBRARIES] == []
    assert [name for name in loaded if name.startswith("shoal.") and name.split(".")[1] in ROOMS] == []


@pytest.mark.skipif(os.name != "posix", reason="signals of another kind")
def test_stopping_a_command_ends_with_130_words_and_nothing_half_done(tmp_path: Path):
    folder = tmp_path / "demo.shoal"
    started = subprocess.Popen(
        [sys.executable, "-m", "shoal", "demo", "--creators", "2000", "--workspace", str(folder)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert started.stderr is not None
    started.stderr.readline()  # the first word on progress: the job has begun
    time.sleep(0.3)
    while started.poll() is None:  # one that meets a finaliser is dropped by Python: a person presses again
        started.send_signal(signal.SIGINT)
        time.sleep(1)
    _, err = started.communicate(timeout=60)

    assert (started.returncode, "Traceback" in err) == (130, False)
    assert err.splitlines()[-1].startswith("shoal: stopped")
    again = subprocess.run(
        [sys.executable, "-m", "shoal", "doctor", "--workspace", str(folder)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert again.returncode == 0


@pytest.mark.skipif(os.name != "posix", reason="no pipes of this kind")
@pytest.mark.parametrize("more", ["", "--json"])
def test_a_reader_that_goes_away_is_no_failure(folder: Path, more: str):
    """``shoal … | head -1``: the pipe is closed after one line while the answer is longer than the pipe holds."""
    rows = "".join(f"Name {number},instagram.com/person{number}.xmpl,{1000 + number}\n" for number in range(3000))
    (folder / "long.csv").write_text("Name,Profile,Followers\n" + rows, encoding="utf-8")
    line = f"{sys.executable} -m shoal creators {{}} --workspace market.shoal"
    script = (
        f"{line.format('bring-in long.csv')} >/dev/null && "
        f"{line.format(f'vet --limit 3000 {more}')} | head -1; echo ${{PIPESTATUS[0]}}"
    )
    done = subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, text=True, check=False, timeout=100)  # noqa: S607

    assert done.stdout.splitlines()[-1] == "0"
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


PRESSED = """
import os, signal, sys
from shoal.cli import main

def press(*_):
    os.kill(os.getpid(), signal.SIGINT)
    return press

@main.app.command()
def stopped(library: bool = False):
    frame = sys._getframe()
    while frame.f_code is not main.run.__code__:
        frame = frame.f_back
    frame.f_trace = press  # again at every line that the program still comes to
    sys.settrace(lambda *_: None)
    try:
        press()
    except KeyboardInterrupt:
        if library:
            raise RuntimeError("Query interrupted")
        raise

main.run()
"""


@pytest.mark.skipif(os.name != "posix", reason="signals of another kind")
@pytest.mark.parametrize("words", [("stopped",), ("stopped", "--library")])
def test_pressing_ctrl_c_again_does_not_cut_off_the_ending(words: tuple[str, ...]):
    """A library may tell in words of its own that it was interrupted, as the column engine does in a query."""
    done = subprocess.run(
        [sys.executable, "-c", PRESSED, *words], capture_output=True, text=True, check=False, timeout=60
    )

    assert (done.returncode, done.stderr) == (130, "shoal: stopped; what was not finished left no trace\n")


def test_an_import_is_prepared_unless_it_is_told_not_to(shoal: Command, tmp_path: Path):
    (tmp_path / "sheet.csv").write_text(SHEET, encoding="utf-8")
    lazy = shoal("creators", "bring-in", "sheet.csv", "--no-prepare", workspace=tmp_path / "lazy")
    ready = shoal("creators", "bring-in", "sheet.csv", "--json", workspace=tmp_path / "ready")

    assert (lazy.code, "prepar" in lazy.err, (tmp_path / "lazy" / "index").exists()) == (0, False, False)
    assert (ready.data["counts"]["new"], "4 creators in the search index" in ready.err) == (4, True)


def test_an_option_in_front_of_the_verb_is_told_where_it_stands(shoal: Command):
    done = shoal("--workspace", "somewhere", "creators", "find")

    assert done.code == 2
    assert "behind the verb" in done.err
