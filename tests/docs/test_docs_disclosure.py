"""The page on rules of disclosure says what the data file says, and its example runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from shoal.signals import disclosure_rules

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "disclosure.md"


def table_rows(start: str) -> list[list[str]]:
    """Return the cells of the table whose header begins with a word."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    first = next(at for at, line in enumerate(lines) if line.startswith(f"| {start}"))
    rows = []
    for line in lines[first + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def test_the_table_of_rules_is_that_of_the_data_file():
    told = [
        [rule.key, rule.name, rule.counts, rule.asks, rule.place, rule.other if rule.accepts else "\N{EN DASH}",
         rule.gifted, rule.vague, rule.switch, f"{rule.mark}, seen {rule.seen_on}"]
        for rule in disclosure_rules().rules
    ]  # fmt: skip
    assert table_rows("key") == told


def test_the_table_of_deals_is_that_of_the_data_file():
    assert table_rows("where | what |") == [
        [rule.key, rule.contract] for rule in disclosure_rules().rules if rule.contract
    ]


def test_the_judgement_on_what_is_hidden_is_the_one_in_use():
    rules = disclosure_rules()
    text = f"after {rules.more_after_characters} characters or {rules.more_after_lines} lines"
    assert text in PAGE.read_text(encoding="utf-8")


def test_the_example_runs():
    (code,) = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout.startswith("fail DE: “#ad” first: it has failed in courts")) == (0, True)
