"""The wheel alone: a fresh virtual environment outside the checkout, an empty home, and no network from then on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHEET = "Name,Profile,Followers,Fee\nMina Muster,instagram.com/mina.xmpl,12500,120 EUR\n"
JOURNEY = (
    ("demo", "--creators", "150"),
    ("doctor",),
    ("creators", "bring-in", "sheet.csv"),
    ("briefs", "add", "--name", "spring", "--budget", "400 EUR", "--text", "baking"),
    ("shortlist", "build", "spring"),
    ("plan", "build", "spring"),
    ("report", "spring"),
)


def without_network() -> list[str]:
    """Return what cuts a command off from every network, nothing where this machine cannot."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return []
    words = [unshare, "--net", "--map-root-user"]
    return words if subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0 else []


@pytest.mark.trials
@pytest.mark.timeout(900)
def test_the_wheel_alone_runs_demo_doctor_import_and_report(repetitions: Callable[[int, int], int], tmp_path: Path):
    if not repetitions(0, 1):
        pytest.skip("installs the wheel with its libraries from the package index: make trials runs it")
    home, away, environment = tmp_path / "home", tmp_path / "away", tmp_path / "venv"
    for folder in (home, away):
        folder.mkdir()
    (away / "sheet.csv").write_text(SHEET, encoding="utf-8")
    steps = (
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(tmp_path), str(ROOT)],
        [sys.executable, "-m", "venv", str(environment)],
    )
    for step in steps:
        subprocess.run(step, check=True, capture_output=True, cwd=tmp_path)
    python, wheel = str(environment / "bin" / "python"), next(tmp_path.glob("*.whl"))
    install = [python, "-m", "pip", "install", "--quiet", "-c", str(ROOT / "constraints.txt"), str(wheel)]
    subprocess.run(install, check=True, capture_output=True, cwd=tmp_path)

    ended = [
        subprocess.run(
            [*without_network(), python, "-m", "shoal", *words],
            cwd=away,
            env={"HOME": str(home), "PATH": os.defpath},
            capture_output=True,
            text=True,
            check=False,
        )
        for words in JOURNEY
    ]

    assert [(done.returncode, done.stderr) for done in ended if done.returncode] == []
    assert (away / "market.shoal" / "reports" / "spring.html").stat().st_size > 10_000
    assert list(home.iterdir()) == []
